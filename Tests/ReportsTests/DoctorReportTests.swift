import AgentHealth
import Foundation
import Reports
import Testing

@Suite("The doctor's report")
struct DoctorReportTests {
  static let report = DoctorReport([
    Finding(.ok, "identity", account: "111122223333", detail: "arn:aws:iam::111122223333:user/me"),
    Finding(.warning, "clock", detail: "90 s ahead of AWS's", advice: "set the clock"),
    Finding(
      .failed, "ecs:ListClusters", account: "111122223333", region: "us-east-1", detail: "AccessDenied\n\u{1B}[2J", advice: "allow it",
      consequence: .notSeen),
    Finding(.untested, "sns:Publish", detail: "no dry run"),
  ])

  @Test("is a line for each finding, with what to do, and a line of totals")
  func text() {
    #expect(
      DoctorText(Self.report).text == """
        ok        identity          111122223333            arn:aws:iam::111122223333:user/me
        warning   clock             -                       90 s ahead of AWS's → set the clock
        failed    ecs:ListClusters  111122223333 us-east-1  AccessDenied\\n\\u{1B}[2J → allow it
        untested  sns:Publish       -                       no dry run

        1 ok, 1 warning, 1 failed, 1 untested

        """)
    #expect(DoctorText(Self.report, colour: true).text.contains("\u{1B}[31mfailed"))
  }

  @Test("has the documented keys in JSON")
  func json() throws {
    let document = try #require(try JSONSerialization.jsonObject(with: Data(Self.report.json.utf8)) as? [String: Any])
    #expect(Set(document.keys) == ["findings", "totals", "exit_status"])
    #expect(document["exit_status"] as? Int == 2)
    #expect(document["totals"] as? [String: Int] == ["ok": 1, "warning": 1, "failed": 1, "untested": 1])
    let findings = try #require(document["findings"] as? [[String: Any]])
    #expect(findings.allSatisfy { Set($0.keys) == ["result", "check", "account_id", "region", "detail", "advice"] })
    #expect(findings[2]["region"] as? String == "us-east-1" && findings[2]["advice"] as? String == "allow it")
    #expect(findings[3]["account_id"] is NSNull)
  }

  static let statuses: [(consequences: [AgentHealth.ExitStatus], status: Int32)] = [
    ([], 0), ([.notSeen], 2), ([.unfinished], 4), ([.notSeen, .unfinished], 4), ([.notSeen, .unfinished, .runtimeFailure], 1),
  ]

  @Test("ends as a sweep would that meets what failed", arguments: statuses.indices)
  func status(_ index: Int) {
    let failures = Self.statuses[index].consequences.map { Finding(.failed, "x", detail: "", consequence: $0) }
    let others = [Finding(.warning, "x", detail: "", consequence: .runtimeFailure), Finding(.untested, "x", detail: "")]
    #expect(DoctorReport(failures + others).exitStatus == Self.statuses[index].status)
  }
}
