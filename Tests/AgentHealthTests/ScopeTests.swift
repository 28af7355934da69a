import AgentHealth
import Testing

struct ScopeTests {
  @Test(
    "which clusters a filter means",
    arguments: [
      ([], ["a", "web", ""], []),
      (["*"], ["a", "web"], []),
      (["web"], ["web"], ["web2", "we", "WEB", ""]),
      (["web-*"], ["web-", "web-1"], ["web", "aweb-1"]),
      (["*-prod"], ["a-prod", "-prod"], ["a-prod2", "prod"]),
      (["w?b"], ["web", "wxb"], ["wb", "weeb"]),
      (["a*b*c"], ["abc", "axbxc", "abbcbc"], ["ab", "abcx", "acb"]),
      (["!sandbox-*"], ["web"], ["sandbox-", "sandbox-1"]),
      (["*", "!web"], ["batch"], ["web"]),
      (["web", "!web"], [], ["web"]),
      (["!web", "web*"], ["web2"], ["web", "batch"]),
      (["a", "b"], ["a", "b"], ["c", "ab"]),
    ] as [([String], [String], [String])])
  func filters(patterns: [String], meant: [String], others: [String]) {
    let filter = NameFilter(patterns)
    for name in meant { #expect(filter.matches(name), "\(patterns) \(name)") }
    for name in others { #expect(!filter.matches(name), "\(patterns) \(name)") }
  }

  @Test("names that must exist, and filters that mean everything")
  func literals() {
    #expect(NameFilter(["web", "a*", "?", "!batch"]).literals == ["web"])
    #expect([[], ["*"], ["a", "*"]].map { NameFilter($0).isEverything } == [true, true, true])
    #expect([["a"], ["*", "!a"], ["!a"], ["**"]].map { NameFilter($0).isEverything } == [false, false, false, false])
  }

  @Test("a pattern full of stars stays fast on a name that does not match")
  func stars() {
    #expect(!Glob.matches(String(repeating: "*a", count: 60) + "b", String(repeating: "a", count: 255)))
  }

  @Test("defaults < top < account < last matching cluster entry < flag")
  func layers() {
    func layer(_ texts: KeyValuePairs<PolicyKey, String>) -> PolicyOverrides {
      var layer = PolicyOverrides()
      for (key, text) in texts { _ = layer.set(key, to: text) }
      return layer
    }
    let layers = PolicyLayers(
      top: layer([.failAfter: "3", .perSweep: "6", .minGap: "61s"]), account: layer([.failAfter: "4", .perGroup: "7", .minGap: "62s"]),
      clusters: [
        .init(clusters: NameFilter(["web*"]), overrides: layer([.failAfter: "5", .perCluster: "9"])),
        .init(clusters: NameFilter(["*"]), overrides: layer([.failAfter: "6", .minGap: "63s"])),
        .init(clusters: NameFilter(["batch"]), overrides: layer([.failAfter: "7"])),
      ],
      flags: layer([.minGap: "64s"]))
    let (web, batch) = (layers.policy(for: "web-1"), layers.policy(for: "batch"))
    #expect([web.failAfter, web.perSweep, web.perGroup, web.perCluster] == [6, 6, 7, 1], "the last matching entry alone applies")
    #expect([batch.failAfter, batch.perSweep, batch.perGroup] == [7, 6, 7])
    #expect((web.minGap, batch.minGap) == (.seconds(64), .seconds(64)))
    #expect(PolicyLayers().policy(for: "web") == Policy())
  }

  @Test("an account is called by its ID, else by its name")
  func labels() {
    #expect(AccountPlan(name: "production", accountID: "111122223333", regions: NameFilter(["r"])).label == "111122223333")
    #expect(AccountPlan(name: "production", regions: NameFilter(["r"])).label == "production")
    #expect(AccountPlan(regions: NameFilter(["r"])).label == "caller's account")
  }
}
