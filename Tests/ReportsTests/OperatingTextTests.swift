import AgentHealth
import Reports
import Testing

@Suite("What the commands of people print")
struct OperatingTextTests {
  static let now = Timestamp(seconds: 1_763_874_000)
  static let target = Target(account: "111122223333", region: "eu-west-1", cluster: "web")
  static let arn = "arn:aws:sts::111122223333:assumed-role/ops/alice"
  static let record = StrikeRecord(count: 2, since: now, seen: "one")

  static func row(_ next: Ruling?) -> StrikesReport.Row {
    StrikesReport.Row(target: target, containerInstance: "c0ffee", record: record, countedAt: now, next: next)
  }

  @Test("strikes, with what comes next")
  func strikes() {
    let next = [Ruling(.striking, .strikes, "strike 3 of 4"), nil]
    let report = StrikesReport(store: "redis cache:6379", rows: next.map(Self.row))
    #expect(
      StrikesText(report).text == """
        111122223333/eu-west-1/web  c0ffee  2 strikes  since 2025-11-23T05:00:00Z  next sweep: striking, strike 3 of 4
        111122223333/eu-west-1/web  c0ffee  2 strikes  since 2025-11-23T05:00:00Z  next sweep: not swept by this configuration

        2 container instances with strikes in redis cache:6379

        """)
  }

  @Test("strikes that were cleared, and as whom")
  func cleared() {
    let report = StrikesReport(store: "file s.json", rows: [Self.row(nil)], clearedBy: Self.arn)
    #expect(
      StrikesText(report).text == """
        111122223333/eu-west-1/web  c0ffee  2 strikes  since 2025-11-23T05:00:00Z

        cleared 1 container instance as arn:aws:sts::111122223333:assumed-role/ops/alice

        """)
  }

  @Test("pauses, made, ended and listed, with nothing of others that could move a cursor")
  func pauses() {
    let pause = Pause(
      scope: PauseScope(cluster: "web"), reason: "new\u{1B}[2J kernel", by: Self.arn, since: Self.now, until: Self.now + .seconds(3600))
    func text(
      _ change: PausesReport.Change, at now: Timestamp = Self.now, pauses: Pauses = Pauses([pause]), warnings: [String] = []
    ) -> String {
      let by = change == .listed ? nil : "bob"
      return PausesText(PausesReport(store: "s", change: change, by: by, pauses: pauses, warnings: warnings, now: now)).text
    }
    #expect(text(.paused) == "paused cluster web until 2025-11-23T06:00:00Z as bob: new\\u{1B}[2J kernel\n")
    #expect(
      text(.resumed)
        == "resumed cluster web as bob; it was paused until 2025-11-23T06:00:00Z by \(Self.arn): new\\u{1B}[2J kernel\n")
    #expect(text(.listed).hasPrefix("cluster web is paused until 2025-11-23T06:00:00Z by \(Self.arn), since 2025-11-23T05:00:00Z: "))
    #expect(text(.listed, at: Self.now + .seconds(3600)).hasPrefix("cluster web was paused until"))
    #expect(text(.listed, pauses: Pauses()) == "nothing is paused\n")
    #expect(
      text(.listed, pauses: Pauses(unreadable: "a"))
        == "everything is paused: what is kept cannot be read (a); resume --all removes it\n")
    #expect(text(.resumed, pauses: Pauses(), warnings: ["w"]) == "no pause was kept\nwarning: w\n")
  }

  @Test("the journal")
  func journal() {
    let row = JournalReport.Row(
      target: Self.target, ec2Instance: "i-0abc", containerInstance: "c0ffee", sweepID: "s1", step: .detach, claimedUntil: nil)
    #expect(
      JournalText(JournalReport(store: "s", rows: [row])).text == """
        111122223333/eu-west-1/web  i-0abc  c0ffee  at step detach  of sweep s1  not claimed

        1 open remediation in the journal of s; a plan shows what AWS says

        """)
  }

  @Test("who was released, what was removed, and where it is now")
  func released() {
    func text(tag: String?, group: String?) -> String {
      ReleaseReport(
        account: "111122223333", region: "eu-west-1", ec2Instance: "i-0abc", tag: tag, cluster: tag == nil ? nil : "web", group: group,
        by: Self.arn
      ).text
    }
    #expect(
      text(tag: "default/s1/7", group: nil)
        == "released i-0abc in 111122223333 eu-west-1 as \(Self.arn): removed tag default/s1/7 and journal entry in web; "
        + "it is in no Auto Scaling group, so attach it again or terminate it\n")
    #expect(
      text(tag: nil, group: "g")
        == "released i-0abc in 111122223333 eu-west-1 as \(Self.arn): nothing was left of its remediation; it is in Auto Scaling group g\n")
  }
}
