import AgentHealth
import Foundation
import Testing

@Suite("The documentation")
struct DocumentationTests {
  private func page(_ name: String = "clusters") throws -> [String] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return try String(contentsOf: root.appending(path: "Documentation/\(name).md"), encoding: .utf8).components(separatedBy: "\n")
  }

  @Test("every policy key has its line, with the default that the rules have", arguments: PolicyKey.allCases)
  func policyKeys(key: PolicyKey) throws {
    let line = try #require(try page().first { $0.hasPrefix("| `\(key.rawValue)` |") })
    let cells = line.components(separatedBy: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    let text = cells[3].trimmingCharacters(in: CharacterSet(charactersIn: "`\""))
    // The default as documented, set over a policy in which everything is something else, must give the default again.
    var policy = Policy()
    let isChanged = key.set(other(key), in: &policy)
    #expect(isChanged)
    #expect(policy != Policy())
    let isRestored = key.set(text, in: &policy)
    #expect(isRestored)
    #expect(policy == Policy(), "\(key.rawValue) \(text)")
    #expect((key.takesNumber || key.takesFlag) != cells[3].contains("\"") || key == .maxDisconnected)
  }

  @Test(
    "every key of the file has its line",
    arguments: [
      "accounts", "store", "key_prefix", "installation", "notify", "policy", "regions", "account_id", "role", "external_id", "name",
      "clusters", "tags", "organization", "organizational_units", "include", "exclude",
      "cluster_policies", "paused",
    ])
  func keys(name: String) throws {
    #expect(try page().contains { $0.hasPrefix("| `\(name)` |") })
  }

  @Test(
    "every key of an event has its place: ours in lambda.md, the older function's in moving.md",
    arguments: [
      ("lambda", ["config", "mode", "account", "not_accounts", "tags", "region", "cluster"]),
      ("moving", ["cluster", "snsLogArn", "elasticache_config_endpoint", "elasticache_port", "fail_after", "warn_only"]),
    ])
  func events(name: String, keys: [String]) throws {
    let page = try page(name)
    for key in keys { #expect(page.contains { $0.hasPrefix("|") && ($0.contains("`\(key)`") || $0.contains("\"\(key)\"")) }, "\(key)") }
  }

  private func other(_ key: PolicyKey) -> String {
    switch key {
    case .failAfter, .maxFailedReplacements, .perGroup, .perCluster, .perSweep, .perHour: "77"
    case .minDisconnected, .loneMinDisconnected, .minGap, .maxGap, .startupGrace, .updateGrace, .maxHold, .cooldown, .replacementWait,
      .ghostAfter:
      "77s"
    case .maxDisconnected, .apiShare: "77%"
    case .method: "unhealthy"
    case .allowDetachManaged: "true"
    case .scan: "filtered"
    }
  }
}
