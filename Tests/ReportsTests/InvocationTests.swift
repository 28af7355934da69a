import AgentHealth
import Foundation
import Reports
import Testing

@Suite("The outcome of an invocation")
struct InvocationTests {
  static let failedStep = instance(
    1, Ruling(.due, .disconnected, ""), steps: outcomes([.tag, .detach], last: .failed("UnauthorizedOperation: not\nyou")))
  static let unfinished = UnfinishedReport(
    account: "111122223333", region: "eu-west-1", cluster: "web", ec2Instance: "i-00000002", tag: "prod/x", isStranded: true,
    detail: "its agent is connected")

  private func failure(_ change: (inout SweepReport) -> Void) -> InvocationFailure? { InvocationFailure(goodDay.with(change)) }

  @Test("is a failure where the sweep, a step or a message failed, or something is unfinished or stranded")
  func failures() throws {
    #expect(failure { $0.failures = ["store redis: gone"] }?.type == "Sweep.RuntimeFailure")
    #expect(failure { $0.instances = [Self.failedStep] }?.type == "Sweep.Unfinished")
    #expect(failure { $0.unfinished = [Self.unfinished] }?.type == "Sweep.Unfinished")
    #expect(failure { $0.instances = [instance(1, Ruling(.held, .stranded, "by x"))] }?.type == "Sweep.Unfinished")
    #expect(failure { $0.notification = NotificationReport(topic: "t", error: "no") }?.type == "Sweep.Unfinished")
    #expect(failure { $0.interruption = 15 }?.type == "Sweep.Interrupted")
  }

  @Test("is none where something was not seen, or is held: those are figures and alarms of their own")
  func successes() {
    #expect(failure { _ in } == nil)
    #expect(failure { $0.targets.append(TargetReport(account: "a", region: nil, cluster: nil, status: .failed)) } == nil)
    #expect(failure { $0.instances = [instance(1, Ruling(.held, .brake, ""))] } == nil)
  }

  @Test("says in lines what failed, each safe to read, and only so many")
  func message() throws {
    let failure = try #require(
      failure {
        $0.failures = ["store redis: gone"]
        $0.instances = [Self.failedStep]
        $0.unfinished = Array(repeating: Self.unfinished, count: 30)
      })
    let lines = failure.message.split(separator: "\n")
    #expect(lines[0] == "apply s-1: saw 12 instances in 1 cluster in 0.4s, all connected; 1 failed")
    #expect(lines[1] == "store redis: gone")
    #expect(lines[2] == "detach of i-00000001: UnauthorizedOperation: not\\nyou")
    #expect(lines[3] == "i-00000002 in 111122223333/eu-west-1/web: its agent is connected")
    #expect(lines.count == 22 && lines[21] == "and 12 more")
  }

  @Test("is the whole report, or its sums where it would be too long for Lambda")
  func response() throws {
    let whole = try #require(try JSONSerialization.jsonObject(with: Data(badDay.response())) as? [String: Any])
    #expect((whole["instances"] as? [Any])?.count == 7 && whole["truncated"] == nil)
    let cut = try #require(try JSONSerialization.jsonObject(with: Data(badDay.response(limit: 1000))) as? [String: Any])
    #expect(cut["truncated"] as? Bool == true && cut["instances"] == nil)
    #expect(((cut["totals"] as? [String: Any])?["disconnected"] as? Int) == 8 && cut["exit_status"] as? Int == 4)
  }
}
