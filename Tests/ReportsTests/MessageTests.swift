import AgentHealth
import Reports
import Testing

struct IntentTests {
  @Test("what is about to be done, one line for each instance")
  func intent() throws {
    let message = try #require(Message.intent(badDay))
    #expect(message.subject == "ecs-agent-monitor: 2 instances will be terminated")
    let expected = #"""
      ecs-agent-monitor is about to terminate 2 ECS instances whose agent is disconnected.
      Sweep 20261123T030405Z-1a2b, begun 2026-11-23T03:04:05Z.

      - Instance i-00000001 of cluster web (111122223333, eu-west-1, Auto Scaling group web-asg) failed 2 checks since 2026-11-23T02:54:05Z. It will be terminated now.
      - Instance i-00000002 of cluster web (111122223333, eu-west-1, Auto Scaling group web-asg) failed 2 checks since 2026-11-23T02:54:05Z. It will be terminated now.

      Each gets a last look first: one whose agent has reconnected is left alone. Then it is taken out of its Auto Scaling group, which
      launches a replacement, terminated, and deregistered from its cluster. A second message tells what became of it.
      """#
    #expect(message.body == expected + "\n")
  }

  @Test("one instance is named in the subject; what an earlier sweep began is finished")
  func one() throws {
    let unfinished = instance(7, group: nil, strikes: 0, age: nil, Ruling(.due, .unfinished, "remediation prod/s was begun and not ended"))
    let message = try #require(Message.intent(goodDay.with { $0.instances = [unfinished] }))
    #expect(message.subject == "ecs-agent-monitor: i-00000007 in web will be terminated")
    #expect(
      message.body.contains(
        "\n- Instance i-00000007 of cluster web (111122223333, eu-west-1) is disconnected. "
          + "Its replacement was begun by an earlier sweep and will be finished now.\n"))
  }

  @Test("nothing due, or a sweep that does not act: no message")
  func none() {
    #expect(Message.intent(goodDay) == nil)
    #expect(Message.intent(badDay.with { $0.mode = .plan }) == nil)
    #expect(Message.intent(badDay.with { $0.mode = .warn }) == nil)
    #expect(Message.intent(badDay.with { report in report.instances.removeAll { $0.ruling.verdict == .due } }) == nil)
  }
}

struct DigestTests {
  @Test("what was found and done, the gravest first")
  func digest() throws {
    let message = try #require(Message.digest(badDay))
    #expect(message.subject == "ecs-agent-monitor: 1 terminated, 1 failed, 2 unfinished, 2 not seen, 2 held, 1 deferred, 1 struck")
    let expected = #"""
      Sweep 20261123T030405Z-1a2b, begun 2026-11-23T03:04:05Z, apply: saw 1,310 instances in 3 clusters in 2.3s, 8 disconnected; 1 failed, 1 replaced, 2 held, 1 deferred, 1 striking, 1 ignored; 2 targets not or only partly seen.

      Terminated
      - Instance i-00000001 of cluster web (111122223333, eu-west-1, Auto Scaling group web-asg) failed 2 checks since 2026-11-23T02:54:05Z. It has been terminated at 2026-11-23T03:04:08Z.

      A step failed
      - Instance i-00000002 of cluster web (111122223333, eu-west-1, Auto Scaling group web-asg) failed 2 checks since 2026-11-23T02:54:05Z. tag done, detach failed at 2026-11-23T03:04:07Z: UnauthorizedOperation: not you.

      Unfinished remediations
      - Instance i-00000002 in 111122223333/eu-west-1/web (prod/20261123T030405Z-1a2b), begun and not ended: detach failed; the next sweep goes on, or: aws ec2 terminate-instances --instance-ids i-00000002
      - Instance i-00000009 in 111122223333/us-east-1 (prod/old), stranded, connected again: its agent is connected; to keep it: aws ec2 delete-tags --resources i-00000009

      Not seen, or only in part
      - 111122223333/us-east-1/etl, partial: page 2 of the list: ThrottlingException after 6 attempts
      - staging, failed: AssumeRole: AccessDenied\nUser is not\u{1B}[31m allowed

      Message not sent
      - NotFound

      Held: will not be terminated until the reason is gone
      - Instance i-00000005 of cluster batch (111122223333, us-east-1, Auto Scaling group batch-asg) failed 2 checks since 2026-11-22T03:04:05Z. brake: 3 of 10 disconnected in the cluster, 2 allowed (max_disconnected 20%).
      - Instance i-00000006 of cluster batch (111122223333, us-east-1, Auto Scaling group batch-asg) failed 2 checks since 2026-11-23T02:54:05Z. brake: 3 of 10 disconnected in the cluster, 2 allowed (max_disconnected 20%).

      Deferred: will be terminated when its turn comes
      - Instance i-00000007 of cluster batch (111122223333, us-east-1, Auto Scaling group batch-asg) failed 2 checks since 2026-11-23T02:54:05Z. per_cluster: 1 open in the cluster already (per_cluster 1).

      Struck: will be terminated when strikes and time are reached
      - Instance i-00000003 of cluster web (111122223333, eu-west-1, Auto Scaling group web-asg) failed 1 check since 2026-11-23T03:04:05Z. strike 1 of 2, disconnected for 0s of 10m.
      """#
    #expect(message.body == expected + "\n")
  }

  @Test(
    "what is worth a message by itself",
    arguments: [
      (Ruling(.striking, .strikes, ""), "1 struck"), (Ruling(.due, .disconnected, ""), "1 due"), (Ruling(.held, .flapping, ""), "1 held"),
      (Ruling(.held, .stranded, ""), "1 held"), (Ruling(.deferred, .perSweep, ""), "1 deferred"),
      (Ruling(.healthy, .recovered, ""), "1 recovered"),
      (Ruling(.striking, .startupGrace, ""), nil), (Ruling(.striking, .updateGrace, ""), nil), (Ruling(.ignored, .notRunning, ""), nil),
      (Ruling(.striking, .countedElsewhere, ""), nil), (Ruling(.deferred, .countedElsewhere, ""), nil),
    ] as [(Ruling, String?)])
  func instances(ruling: Ruling, counts: String?) {
    let report = goodDay.with { $0.instances = [instance(1, ruling)] }
    #expect(Message.digest(report)?.subject == counts.map { "ecs-agent-monitor: \($0)" })
    #expect(Message.digest(report.with { $0.mode = .plan }) == nil)
    #expect(Message.digest(report.with { $0.mode = .warn })?.subject == counts.map { "ecs-agent-monitor (warn only): \($0)" })
  }

  @Test("what happened to the sweep is worth a message; a good day and a mere warning are not")
  func others() {
    #expect(Message.digest(goodDay) == nil)
    #expect(Message.digest(goodDay.with { $0.warnings = ["the clock is off"] }) == nil)
    #expect(Message.digest(goodDay.with { $0.failures = ["no store"] })?.subject == "ecs-agent-monitor: 1 sweep failed")
    #expect(Message.digest(goodDay.with { $0.unfinished = badDay.unfinished })?.subject == "ecs-agent-monitor: 2 unfinished")
    #expect(Message.digest(goodDay.with { $0.targets = badDay.targets })?.subject == "ecs-agent-monitor: 2 not seen")
    #expect(Message.digest(goodDay.with { $0.notification = badDay.notification })?.subject == "ecs-agent-monitor: message not sent")
  }

  @Test("what was told and did not change is counted, not told again; what ended is told")
  func changes() throws {
    let known = badDay.with { report in report.instances.removeAll { !$0.steps.isEmpty } }
    var told: [Target: [String: String]] = [:]
    for (target, changes) in News(known, told: [:], now: start).changes {
      for (name, text) in changes { told[target, default: [:]][name] = text }
    }
    let quiet = known.with { $0.notification = nil }
    #expect(Message.digest(quiet, News(quiet, told: told, now: start + .seconds(600))) == nil)
    let later = quiet.with { report in
      report.instances.removeAll { $0.containerInstance == "ci-5" }
      report.instances.append(instance(8, strikes: 1, age: .zero, Ruling(.striking, .strikes, "strike 1 of 2")))
    }
    let message = try #require(Message.digest(later, News(later, told: told, now: start + .seconds(600))))
    #expect(message.subject == "ecs-agent-monitor: 1 struck, 1 well again or gone")
    #expect(
      message.body.contains(
        "\nNo longer so\n- Instance i-00000005 of cluster batch (111122223333, us-east-1): connected again, or gone (was held, brake).\n"))
    #expect(message.body.hasSuffix("\nUnchanged since earlier messages: 1 held, 1 deferred, 1 struck, 2 unfinished, 2 not seen.\n"))
    #expect(message.attributes.map(\.name) == ["event", "mode", "kinds", "accounts", "regions"])
    #expect(
      message.attributes.map(\.value).suffix(3) == [
        #"["struck","well_again_or_gone"]"#, #"["111122223333"]"#, #"["eu-west-1","us-east-1"]"#,
      ])
  }

  @Test("a brake that holds or releases is worth a message, though nothing was done")
  func brakes() throws {
    let held = HoldReport(
      .cluster(batch), rule: .brake, figures: BrakeFigures(observed: 10, disconnected: 3), allowed: 2, detail: brakeDetail,
      hold: Hold(heldAt: start), change: .held)
    let message = try #require(Message.digest(goodDay.with { $0.holds = [held] }))
    #expect(message.subject == "ecs-agent-monitor: 1 brake holds")
    #expect(message.body.contains("- 111122223333/us-east-1/batch: \(brakeDetail). Ends with 2 or fewer disconnected"))
    let released = HoldReport(
      .cluster(batch), rule: .cooldown, figures: BrakeFigures(observed: 10, disconnected: 1), allowed: 2, detail: "1 of 10",
      hold: Hold(heldAt: start, releasedAt: start), change: .released)
    #expect(try #require(Message.digest(goodDay.with { $0.holds = [released] })).subject == "ecs-agent-monitor: 1 brake released")
    #expect(Message.digest(goodDay.with { $0.holds = badDay.holds }) == nil, "what holds since long is no news")
  }

  @Test("a stale registration that was removed is told as such, not as a termination")
  func deregistered() throws {
    let detail = "the same EC2 instance is connected as ci-9 in cluster batch"
    let row = instance(1, Ruling(.due, .duplicateRegistration, detail), steps: outcomes([.deregister]))
    let message = try #require(Message.digest(goodDay.with { $0.instances = [row] }))
    #expect(message.subject == "ecs-agent-monitor: 1 deregistered")
    #expect(message.body.hasSuffix("Its registration ci-1 was removed at 2026-11-23T03:04:06Z: \(detail).\n"))
    #expect(!message.body.contains("terminated"))
  }

  @Test("a ghost is deregistered without a word before, since no machine ends with it, and its tasks are told")
  func ghost() throws {
    var row = instance(1, Ruling(.due, .ghost, "EC2 terminated it at 02:00"))
    #expect(Message.intent(goodDay.with { ($0.mode, $0.instances) = (.apply, [row]) }) == nil)
    (row.steps, row.isRemediated) = (outcomes([.deregister]), true)
    row.tasks = (1...12).map { "task-\($0)" }
    let message = try #require(Message.digest(goodDay.with { $0.instances = [row] }))
    #expect(message.subject == "ecs-agent-monitor: 1 deregistered")
    #expect(message.body.contains("EC2 terminated it at 02:00. ECS took these tasks for running on it: task-1, task-2,"))
    #expect(message.body.hasSuffix("task-10 and 2 more.\n"))
  }

  @Test("10,000 held for one reason are one line")
  func folded() throws {
    let report = goodDay.with { report in report.instances = (0..<10_000).map { instance($0, Ruling(.held, .brake, brakeDetail)) } }
    let message = try #require(Message.digest(report))
    #expect(message.subject == "ecs-agent-monitor: 10,000 held")
    #expect(
      message.body.hasSuffix(
        """
        - 10,000 instances of cluster web (111122223333, eu-west-1): i-00000000, i-00000001, i-00000002 and 9,997 more. \
        brake: 3 of 10 disconnected in the cluster, 2 allowed (max_disconnected 20%).

        """))
  }
}

/// SNS's limits, whatever the report holds.
struct MessageLimitTests {
  let long = goodDay.with { report in
    report.sweepID = "s-ü"
    report.instances = (0..<10_000).map { number in
      instance(number, Ruling(number % 2 == 0 ? .held : .due, .factsUnknown, "instance \(number): é😀 was not readable"))
    }
  }

  @Test("too long a body is cut at a line, and says where the rest is")
  func cut() throws {
    for message in [try #require(Message.intent(long)), try #require(Message.digest(long))] {
      #expect(message.body.utf8.count <= 262_144)
      #expect(message.body.utf8.count > 261_500)
      let last = try #require(message.body.split(separator: "\n").last)
      let words = last.split(separator: " ")
      #expect(last.hasSuffix("more lines that SNS has no room for: see the report of sweep s-ü"))
      let missing = try #require(Int(words[2].replacing(",", with: "")))
      let whole = message.body.split(separator: "\n", omittingEmptySubsequences: false).count - 2 + missing
      #expect(whole > 5000 && whole < 10_020)
      let before = message.body.split(separator: "\n").dropLast().last
      #expect(before?.hasPrefix("- Instance i-") == true && before?.hasSuffix(".") == true)
    }
  }

  @Test("a body of exactly the limit is whole, one byte more is cut")
  func exactly() throws {
    func message(_ count: Int) throws -> Message {
      let report = goodDay.with { $0.failures = [String(repeating: "x", count: count)] }
      return try #require(Message.digest(report))
    }
    func body(_ count: Int) throws -> String { try message(count).body }
    let attributes = try message(1).attributes.map { ($0.name + $0.value + ($0.isArray ? "String.Array" : "String")).utf8.count }.reduce(
      0, +)
    let frame = try body(1).utf8.count - 1 + attributes
    #expect(try body(262_144 - frame).utf8.count == 262_144 - attributes)
    #expect(try !body(262_144 - frame).contains("no room"))
    #expect(try body(262_145 - frame).hasSuffix("… and 1 more line that SNS has no room for: see the report of sweep s-1\n"))
  }

  @Test("subjects are 1 to 99 printable ASCII characters", arguments: ["web", "wéb\n\u{1B}", String(repeating: "é", count: 300)])
  func subjects(cluster: String) throws {
    let target = Target(account: "1", region: "r", cluster: cluster)
    let reports = [
      goodDay.with { $0.instances = [instance(1, of: target, Ruling(.due, .disconnected, ""))] },
      long, badDay.with { $0.instances += (0..<12_345).map { instance($0, of: target, Ruling(.held, .brake, "")) } },
    ]
    for report in reports {
      for message in [Message.intent(report), Message.digest(report)].compactMap(\.self) {
        #expect((1...99).contains(message.subject.utf8.count))
        #expect(message.subject.utf8.allSatisfy { (32...126).contains($0) })
        #expect(!message.body.isEmpty)
      }
    }
  }
}

/// Texts of others cannot break a line, a mail or a terminal.
struct HostileTextTests {
  static let evil = "x\r\n\t\u{0}\u{7}\u{1B}]0;owned\u{7}\u{1B}[2J\u{7F}\u{85}\u{9B}31m\u{2028}\u{2029}\u{202E}\u{2066}\u{FEFF}y"

  func report(_ text: String) -> SweepReport {
    let target = Target(account: text, region: text, cluster: text)
    let steps = [StepOutcome(step: .detach, result: .failed(text), at: start)]
    let row = { (verdict: Verdict, steps: [StepOutcome]) in
      InstanceReport(
        target: target, containerInstance: text, ec2Instance: text, group: text, strikes: 1, disconnectedSince: start,
        ruling: Ruling(verdict, .brake, text), steps: steps)
    }
    return SweepReport(
      sweepID: text, mode: .apply, startedAt: start,
      targets: [
        TargetReport(account: text, region: text, cluster: text, status: .ok, observed: 9, disconnected: 1),
        TargetReport(account: text, region: nil, cluster: nil, status: .failed, error: text),
      ],
      instances: Verdict.allCases.map { row($0, []) } + [row(.due, steps), row(.due, outcomes([.deregister]))]
        + (0..<5).map { _ in row(.held, []) },
      unfinished: [true, false].map {
        UnfinishedReport(account: text, region: text, cluster: text, ec2Instance: text, tag: text, isStranded: $0, detail: text)
      },
      failures: [text], warnings: [text], notification: NotificationReport(topic: text, error: text),
      api: APIReport(byCategory: [text: .init(requests: 1)]))
  }

  @Test("as many lines as with harmless texts, and no control but the new line")
  func hostile() throws {
    func texts(_ report: SweepReport) throws -> [String] {
      let messages = [try #require(Message.intent(report)), try #require(Message.digest(report))]
      return [false, true].map { TextReport(report, style: .init(isVerbose: $0)).text } + messages.map(\.body)
    }
    for (hostile, harmless) in zip(try texts(report(Self.evil)), try texts(report("harmless"))) {
      #expect(
        hostile.split(separator: "\n", omittingEmptySubsequences: false).count
          == harmless.split(separator: "\n", omittingEmptySubsequences: false).count)
      #expect(
        hostile.contains(#"x\r\n\t\u{0}\u{7}\u{1B}]0;owned\u{7}\u{1B}[2J\u{7F}\u{85}\u{9B}31m\u{2028}\u{2029}\u{202E}\u{2066}\u{FEFF}y"#))
      let controls = hostile.unicodeScalars.filter { $0.properties.generalCategory == .control && $0 != "\n" }
      #expect(controls.isEmpty)
      #expect(!hostile.unicodeScalars.contains { (0x2028...0x202E).contains($0.value) || (0x2066...0x2069).contains($0.value) })
    }
  }
}
