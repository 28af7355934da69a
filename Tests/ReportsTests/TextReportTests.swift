import AgentHealth
import Reports
import Testing

struct TextReportTests {
  @Test("a bad day: what was not seen, the instances in columns, what is open, what to do")
  func badDayText() {
    let expected = #"""
      apply: saw 1,310 instances in 3 clusters in 2.3s, 8 disconnected; 1 failed, 1 replaced, 2 held, 1 deferred, 1 striking, 1 ignored; 2 targets not or only partly seen

      Not seen, or only in part
        111122223333/us-east-1/etl  partial  page 2 of the list: ThrottlingException after 6 attempts
        staging                     failed   AssumeRole: AccessDenied\nUser is not\u{1B}[31m allowed

      Held by the brake
        111122223333/us-east-1/batch: 3 of 10 disconnected in the cluster, 2 allowed (max_disconnected 20%); ends with 2 or fewer disconnected, for the time of cooldown; what is out for longer than max_hold is worked off one at a time
        zone use1-az1 of us-east-1: 1 of 40 disconnected in zone use1-az1 of us-east-1 over all accounts, 8 allowed; ends with time: the cooldown runs

      111122223333/eu-west-1/web: 4 of 1,200 disconnected
        instance    group      strikes  since                 verdict   why
        i-00000002  web-asg          2  02:54:05Z             failed    strike 3 of 2, disconnected for 1d of 10m
            tag 03:04:06Z, detach failed 03:04:07Z: UnauthorizedOperation: not you
        i-00000001  web-asg          2  02:54:05Z             replaced  strike 2 of 2, disconnected for 10m of 10m
            tag 03:04:06Z, detach 03:04:07Z, terminate 03:04:08Z, deregister 03:04:09Z
        i-00000003  web-asg          1  03:04:05Z             striking  strike 1 of 2, disconnected for 0s of 10m

      111122223333/us-east-1/batch: 3 of 10 disconnected
        instance    group      strikes  since                 verdict   why
        i-00000005  batch-asg        2  2026-11-22T03:04:05Z  held      brake: 3 of 10 disconnected in the cluster, 2 allowed (max_disconnected 20%)
        i-00000006  batch-asg        2  02:54:05Z             held      brake: 3 of 10 disconnected in the cluster, 2 allowed (max_disconnected 20%)
        i-00000007  batch-asg        2  02:54:05Z             deferred  per_cluster: 1 open in the cluster already (per_cluster 1)

      Unfinished: begun, and not ended
        i-00000002  111122223333/eu-west-1/web  prod/20261123T030405Z-1a2b
            detach failed; the next sweep goes on, or: aws ec2 terminate-instances --instance-ids i-00000002

      Stranded: begun, and connected again
        i-00000009  111122223333/us-east-1  prod/old
            its agent is connected; to keep it: aws ec2 delete-tags --resources i-00000009

      Message not sent
        arn:aws:sns:us-east-1:111122223333:ecs-agents: NotFound

      Warnings
        the local clock is 75s behind AWS's

      Somebody must decide about what is stranded; it is never terminated by itself.
      """#
    #expect(TextReport(badDay).text == expected + "\n")
  }

  @Test("in colour and verbose: red and yellow, the ignored, the use of the API")
  func badDayVerbose() {
    let expected = #"""
      apply: saw 1,310 instances in 3 clusters in 2.3s, 8 disconnected; 1 failed, 1 replaced, 2 held, 1 deferred, 1 striking, 1 ignored; 2 targets not or only partly seen

      ␛[31mNot seen, or only in part␛[0m
        111122223333/us-east-1/etl  partial  page 2 of the list: ThrottlingException after 6 attempts
        staging                     failed   AssumeRole: AccessDenied\nUser is not\u{1B}[31m allowed

      ␛[33mHeld by the brake␛[0m
        111122223333/us-east-1/batch: 3 of 10 disconnected in the cluster, 2 allowed (max_disconnected 20%); ends with 2 or fewer disconnected, for the time of cooldown; what is out for longer than max_hold is worked off one at a time
        zone use1-az1 of us-east-1: 1 of 40 disconnected in zone use1-az1 of us-east-1 over all accounts, 8 allowed; ends with time: the cooldown runs

      111122223333/eu-west-1/web: 4 of 1,200 disconnected
        instance    group      strikes  since                 verdict   why
        i-00000002  web-asg          2  02:54:05Z             ␛[31mfailed␛[0m    strike 3 of 2, disconnected for 1d of 10m
            tag 03:04:06Z, ␛[31mdetach failed␛[0m 03:04:07Z: UnauthorizedOperation: not you
        i-00000001  web-asg          2  02:54:05Z             replaced  strike 2 of 2, disconnected for 10m of 10m
            tag 03:04:06Z, detach 03:04:07Z, terminate 03:04:08Z, deregister 03:04:09Z
        i-00000003  web-asg          1  03:04:05Z             striking  strike 1 of 2, disconnected for 0s of 10m
        i-00000004  -                0  -                     ignored   not_running: EC2 state stopped

      111122223333/us-east-1/batch: 3 of 10 disconnected
        instance    group      strikes  since                 verdict   why
        i-00000005  batch-asg        2  2026-11-22T03:04:05Z  ␛[33mheld␛[0m      brake: 3 of 10 disconnected in the cluster, 2 allowed (max_disconnected 20%)
        i-00000006  batch-asg        2  02:54:05Z             ␛[33mheld␛[0m      brake: 3 of 10 disconnected in the cluster, 2 allowed (max_disconnected 20%)
        i-00000007  batch-asg        2  02:54:05Z             deferred  per_cluster: 1 open in the cluster already (per_cluster 1)

      ␛[31mUnfinished: begun, and not ended␛[0m
        i-00000002  111122223333/eu-west-1/web  prod/20261123T030405Z-1a2b
            detach failed; the next sweep goes on, or: aws ec2 terminate-instances --instance-ids i-00000002

      ␛[31mStranded: begun, and connected again␛[0m
        i-00000009  111122223333/us-east-1  prod/old
            its agent is connected; to keep it: aws ec2 delete-tags --resources i-00000009

      ␛[31mMessage not sent␛[0m
        arn:aws:sns:us-east-1:111122223333:ecs-agents: NotFound

      ␛[33mWarnings␛[0m
        the local clock is 75s behind AWS's

      AWS: 1,412 requests, 3 retried, 2 throttled, 16 connections
        ec2:read                      12  0 throttled  waited 0.0s  used 0.1% of the limit, at most 1.2% in a Region
        ecs:cluster-resource-read  1,400  2 throttled  waited 1.5s  used 12% of the limit, at most 50% in a Region

      Somebody must decide about what is stranded; it is never terminated by itself.
      """#
    let text = TextReport(badDay, style: .init(colour: true, isVerbose: true)).text
    #expect(text.replacing("\u{1B}", with: "␛") == expected + "\n")
  }

  @Test("colours change nothing but colours, and there are two")
  func colours() {
    for isVerbose in [false, true] {
      let plain = TextReport(badDay, style: .init(isVerbose: isVerbose)).text
      let coloured = TextReport(badDay, style: .init(colour: true, isVerbose: isVerbose)).text
      #expect(coloured != plain)
      #expect(["\u{1B}[31m", "\u{1B}[33m", "\u{1B}[0m"].reduce(coloured) { $0.replacing($1, with: "") } == plain)
    }
  }

  @Test("a good day is two lines")
  func goodDayText() {
    let expected = #"""
      apply: saw 12 instances in 1 cluster in 0.4s, all connected

      Nothing for you to do.
      """#
    #expect(TextReport(goodDay).text == expected + "\n")
  }

  @Test("an empty sweep says so")
  func empty() {
    let report = SweepReport(sweepID: "s", mode: .plan, startedAt: start)
    #expect(TextReport(report).text == "plan: saw no cluster in 0.0s\n\nNothing was changed: --apply counts and acts.\n")
  }

  @Test("a sweep that failed as a whole says why, and nothing of what it did not do")
  func onlyFailures() {
    let report = SweepReport(
      sweepID: "s", mode: .apply, startedAt: start,
      failures: ["no credentials: AWS_ACCESS_KEY_ID is not set", "redis cache:6379 did not answer"])
    let expected = """
      apply: saw no cluster in 0.0s

      The sweep failed
        no credentials: AWS_ACCESS_KEY_ID is not set
        redis cache:6379 did not answer

      The sweep could not do its work: mend what failed above and sweep again.

      """
    #expect(TextReport(report).text == expected)
  }

  @Test("a long fleet is cut, the gravest kept, unless all is asked for")
  func longFleet() {
    let clusters = (0..<20).map { Target(account: "111122223333", region: "eu-west-1", cluster: "c\(10 + $0)") }
    let report = goodDay.with { report in
      report.instances = clusters.flatMap { target in (0..<500).map { instance($0, of: target, Ruling(.held, .brake, "too much")) } }
      report.instances[9_999].steps = outcomes([.tag, .detach], last: .failed("denied"))
    }
    let lines = TextReport(report).text.split(separator: "\n")
    #expect(lines.count { $0.contains("  held  ") } == 50 - 1)
    #expect(lines.count { $0.contains("  failed  ") } == 1)
    #expect(lines.count { $0 == "  … and 490 more" } == 4)
    #expect(lines.count { $0 == "  … and 491 more" } == 1)
    #expect(lines.count { $0 == "  … and 499 more" } == 1)
    #expect(lines.contains("… and 7,000 more in 14 clusters (-v lists all)"))
    #expect(lines.count < 80)
    let verbose = TextReport(report, style: .init(isVerbose: true)).text
    #expect(verbose.split(separator: "\n").count { $0.contains("too much") } == 10_000)
    #expect(!verbose.contains("…"))
  }

  @Test("what was acted on is always listed, however much it is")
  func actedOn() {
    let report = goodDay.with { report in
      report.instances = (0..<60).map { instance($0, Ruling(.due, .disconnected, "why"), steps: outcomes(allSteps)) }
    }
    #expect(TextReport(report).text.split(separator: "\n").count { $0.contains("  replaced  ") } == 60)
  }

  @Test("many targets that were not seen are cut too")
  func longNotSeen() {
    let report = goodDay.with { report in
      report.targets = (0..<1700).map { TargetReport(account: "\($0)", region: nil, cluster: nil, status: .failed, error: "denied") }
    }
    #expect(TextReport(report).text.contains("  … and 1,680 more (-v lists all)\n"))
    #expect(TextReport(report, style: .init(isVerbose: true)).text.split(separator: "\n").count { $0.contains("denied") } == 1700)
  }

  @Test("a long error is cut, unless all is asked for")
  func longError() {
    let error = String(repeating: "x", count: 5000)
    let report = goodDay.with { $0.targets = [TargetReport(account: "1", region: nil, cluster: nil, status: .failed, error: error)] }
    #expect(TextReport(report).text.contains(String(repeating: "x", count: 299) + "…\n"))
    #expect(TextReport(report, style: .init(isVerbose: true)).text.contains(error + "\n"))
  }

  @Test(
    "the last line is the gravest thing to do",
    arguments: [
      (SweepMode.plan, Verdict.due, "Nothing was changed: --apply acts on 1 instance."),
      (.plan, .striking, "Nothing was changed: --apply counts and acts."),
      (.warn, .due, "Nothing was replaced: --apply acts on 1 instance."),
      (.warn, .held, "Nothing was replaced: --apply acts."),
      (.apply, .striking, "Nothing for you to do: the next sweep goes on with 1 instance."),
      (.apply, .deferred, "Nothing for you to do: the next sweep goes on with 1 instance."),
      (.apply, .due, "Nothing for you to do: the next sweep goes on with 1 instance."),
      (.apply, .held, "What is held stays as it is until its reason is gone: look there."),
      (.apply, .ignored, "Nothing for you to do."),
    ])
  func nextStep(mode: SweepMode, verdict: Verdict, line: String) {
    let report = goodDay.with { report in
      report.mode = mode
      report.instances = [instance(1, Ruling(verdict, .brake, ""))]
    }
    #expect(TextReport(report).text.hasSuffix("\n\(line)\n"))
    let missed = report.with { $0.targets.append(TargetReport(account: "1", region: nil, cluster: nil, status: .failed)) }
    let mend = "Nothing is done where not all was seen: mend access there and sweep again."
    #expect(TextReport(missed).text.hasSuffix("\n\(mode == .apply ? mend : line)\n"))
    let ended = missed.with { $0.interruption = 15 }
    #expect(TextReport(ended).text.hasSuffix("\nEnded by signal 15: this is what was done until then.\n"))
  }

  @Test(
    "the verdict column says what was done where something was",
    arguments: [
      ([], "due"), (outcomes(allSteps), "replaced"), (outcomes([.deregister]), "deregistered"), (outcomes([.tag, .detach]), "begun"),
      (outcomes([.tag, .terminateInGroup, .deregister]), "replaced"), (outcomes([.tag, .setUnhealthy]), "begun"),
      (outcomes([.tag, .detach], last: .failed("no")), "failed"), (outcomes([.deregister], last: .alreadyDone), "deregistered"),
    ])
  func outcomeWords(steps: [StepOutcome], word: String) {
    let report = goodDay.with { $0.instances = [instance(1, Ruling(.due, .disconnected, "why"), steps: steps)] }
    #expect(TextReport(report).text.contains("  \(word)"))
    #expect(TextReport(report).text.contains("; 1 \(word)\n"))
  }
}
