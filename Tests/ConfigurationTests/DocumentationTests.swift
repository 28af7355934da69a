import AgentHealth
import Foundation
import Testing

@Suite("Documentation/clusters.md")
struct DocumentationTests {
  private func page() throws -> [String] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return try String(contentsOf: root.appending(path: "Documentation/clusters.md"), encoding: .utf8).components(separatedBy: "\n")
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
