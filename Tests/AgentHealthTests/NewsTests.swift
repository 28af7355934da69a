import AgentHealth
import Testing

@Suite("What is news to people")
struct NewsTests {
  static let gone = Target(account: "111122223333", region: "eu-west-1", cluster: "etl")

  static func row(_ ruling: Ruling, steps: [StepOutcome] = []) -> InstanceReport {
    InstanceReport(target: web, containerInstance: "ci-1", ec2Instance: "i-1", ruling: ruling, steps: steps)
  }

  static func report(_ rows: [InstanceReport], _ targets: [TargetReport.Status] = [.ok]) -> SweepReport {
    SweepReport(
      sweepID: "s", mode: .apply, startedAt: now,
      targets: targets.map { TargetReport(account: web.account, region: web.region, cluster: web.cluster, status: $0) }, instances: rows)
  }

  /// What a store keeps after `report` was told at `time`, over what it kept before.
  static func told(_ report: SweepReport, over before: [Target: [String: String]] = [:], at time: Timestamp = now) -> [Target: [String:
    String]]
  {
    var told = before
    for (target, changes) in News(report, told: before, now: time).changes {
      for (name, text) in changes { told[target, default: [:]][name] = text }
    }
    return told
  }

  static let held = Ruling(.held, .brake, "3 of 10")

  @Test("is a state that begins, and not one that lasts")
  func lasts() {
    let first = Self.report([Self.row(Self.held)])
    #expect(News(first, told: [:], now: now).tells(first.instances[0]))
    let kept = Self.told(first)
    let again = Self.report([Self.row(Ruling(.held, .brake, "4 of 10"))])
    #expect(!News(again, told: kept, now: now + .seconds(600)).tells(again.instances[0]), "the figures alone are no news")
    #expect(News(again, told: kept, now: now + .seconds(600)).changes.isEmpty)
    let other = Self.report([Self.row(Ruling(.held, .noGroup, ""))])
    #expect(News(other, told: kept, now: now + .seconds(600)).tells(other.instances[0]))
  }

  @Test("is told again after a day")
  func reminder() {
    let report = Self.report([Self.row(Self.held)])
    let kept = Self.told(report)
    #expect(!News(report, told: kept, now: now + .seconds(86399)).tells(report.instances[0]))
    #expect(News(report, told: kept, now: now + .seconds(86400)).tells(report.instances[0]))
    #expect(News(report, told: kept, now: now - .seconds(1)).tells(report.instances[0]), "a time that lies ahead is none")
  }

  @Test("is the end of what was told, once, where the cluster was seen")
  func ended() throws {
    let kept = Self.told(Self.report([Self.row(Self.held)]))
    let well = News(Self.report([]), told: kept, now: now)
    #expect(well.ended.map(\.state) == ["held brake"] && well.ended.first?.ec2Instance == "i-1" && well.ended.first?.place == web)
    #expect(News(Self.report([]), told: Self.told(Self.report([]), over: kept).mapValues { $0 }, now: now).ended.isEmpty)
    let unseen = News(Self.report([], [.partial]), told: kept, now: now)
    #expect(unseen.ended.isEmpty && unseen.changes[web]?.keys.sorted() == ["*"], "what nobody saw may be as it was")
  }

  @Test("is a target that cannot be seen, and that it is seen again")
  func sight() {
    let blind = Self.report([], [.failed])
    #expect(News(blind, told: [:], now: now).tells(blind.targets[0]))
    let kept = Self.told(blind)
    #expect(!News(blind, told: kept, now: now + .seconds(600)).tells(blind.targets[0]))
    let seen = News(Self.report([]), told: kept, now: now)
    #expect(seen.ended.map(\.state) == ["unseen failed"] && seen.ended.first?.ec2Instance == nil)
  }

  @Test("is everything where nobody knows what was told")
  func blind() {
    let report = Self.report([Self.row(Self.held)])
    #expect(News(report, told: nil, now: now).tells(report.instances[0]))
    #expect(News(report, told: [web: ["ci-1": "nonsense"]], now: now).tells(report.instances[0]))
  }

  @Test("what was done is forgotten, what another sweep counted just now is left, and a grace is silent")
  func quiet() {
    let struck = Self.report([Self.row(Ruling(.striking, .strikes, ""))])
    let kept = Self.told(struck)
    let step = StepOutcome(step: .deregister, result: .done, at: now)
    let done = News(Self.report([Self.row(Ruling(.due, .disconnected, ""), steps: [step])]), told: kept, now: now)
    #expect(done.ended.isEmpty && done.changes == [web: ["ci-1": nil]])
    #expect(News(Self.report([Self.row(Ruling(.striking, .countedElsewhere, ""))]), told: kept, now: now).changes.isEmpty)
    #expect(News(Self.report([Self.row(Ruling(.striking, .startupGrace, ""))]), told: [:], now: now).changes.isEmpty)
  }

  @Test("asks for what was told of every place that the report knows")
  func places() {
    let report = Self.report([])
    #expect(News.places(of: report).map(\.cluster) == ["*", "web"])
  }
}
