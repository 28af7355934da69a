import Testing

@testable import MockAWS

@Suite("Fleets")
struct FleetTests {
  private static func snapshot(_ fleet: MockFleet) async throws -> [MockInstance] {
    var options = MockOptions()
    options.clock = .fixed(1_795_392_000)
    return try await withMockAWS(fleet: fleet, options: options) { mock in
      try fleet.accounts.flatMap { account in
        try account.regions.flatMap { region in
          try region.clusters.flatMap { try mock.instances(account: account.id, region: region.name, cluster: $0.name) }
        }
      }
    }
  }

  @Test("the same seed makes the same fleet, another seed another")
  func determinism() async throws {
    let fleet = MockFleet(accounts: 2, regions: 2, clusters: 2, instances: 20, disconnected: .share(0.13), seed: 7)
    let first = try await Self.snapshot(fleet)
    #expect(first.count == 160)
    #expect(try await Self.snapshot(fleet) == first)
    var other = fleet
    other.seed = 8
    let second = try await Self.snapshot(other)
    #expect(Set(second.map(\.ec2InstanceID)).isDisjoint(with: first.map(\.ec2InstanceID)))
    #expect(Set(first.map(\.ec2InstanceID)).count == 160)
  }

  @Test("one more cluster changes no other")
  func independence() async throws {
    let small = try await Self.snapshot(MockFleet(clusters: 1, instances: 10))
    let large = try await Self.snapshot(MockFleet(clusters: 2, instances: 10))
    #expect(Array(large.prefix(10)) == small)
  }

  @Test("so many are disconnected as said", arguments: [(MockCount.count(3), 3), (.count(99), 20), (.share(0.25), 5), (.share(0), 0)])
  func disconnected(count: MockCount, expected: Int) async throws {
    let all = try await Self.snapshot(MockFleet(instances: 20, disconnected: count))
    #expect(all.count(where: { !$0.agentConnected }) == expected)
  }

  @Test(
    "counts and shares are read", arguments: [("3", MockCount.count(3)), ("0.05", .share(0.05)), ("5%", .share(0.05)), ("0", .count(0))])
  func counts(text: String, expected: MockCount) {
    #expect(MockCount(text) == expected)
    for wrong in ["-1", "101%", "1.5", "x", ""] { #expect(MockCount(wrong) == nil, "\(wrong)") }
  }

  @Test("Zones are spread, and their names are each account's own")
  func zones() async throws {
    let all = try await Self.snapshot(MockFleet(accounts: 6, instances: 9))
    let ids = Dictionary(grouping: all.filter { $0.zone == "us-east-1a" }, by: \.account).mapValues { Set($0.map(\.zoneID)) }
    #expect(ids.values.allSatisfy { $0.count == 1 })
    #expect(Set(ids.values).count > 1)
    #expect(Set(all.map(\.zoneID)) == ["use1-az1", "use1-az2", "use1-az3"])
    for (region, prefix) in [("ap-southeast-2", "apse2"), ("eu-central-1", "euc1"), ("us-gov-west-1", "usgw1"), ("ap-south-1", "aps1")] {
      #expect(ZoneNames(region: region, account: "1", seed: 1).id(region + "a").hasPrefix(prefix + "-az"))
    }
  }

  @Test("a clusters.json becomes its accounts, Regions and clusters")
  func clustersJSON() throws {
    let json = """
      { "notify": { "sns_topic_arn": "arn:aws:sns:eu-west-1:111122223333:mine" }, "unknown": 1,
        "accounts": [
          { "clusters": ["a", "b"], "regions": ["us-east-1", "eu-west-1"] },
          { "account_id": "444455556666", "external_id": "x", "regions": ["eu-west-1"], "clusters": ["prod-*", "!sandbox-*"] },
          { "role": "arn:aws:iam::777788889999:role/r", "regions": ["eu-west-1"] },
          { "account_id": "444455556666", "regions": ["us-east-1"], "clusters": ["!old-[ab]?"] }
        ] }
      """
    let fleet = try MockFleet(clustersJSON: Array(json.utf8), instances: 4)
    #expect(fleet.accounts.map(\.id) == ["111122223333", "444455556666", "777788889999"])
    #expect(fleet.accounts[0].regions.map { $0.clusters.map(\.name) } == [["a", "b"], ["a", "b"]])
    #expect(fleet.accounts[1].externalID == "x")
    #expect(
      fleet.accounts[1].regions.map { $0.clusters.map(\.name) } == [["prod-web", "prod-batch", "sandbox-1"], ["web", "batch", "old-a1"]])
    #expect(fleet.accounts[2].regions.map { $0.clusters.map(\.name) } == [["web", "batch"]])
    #expect(fleet.topics == ["arn:aws:sns:eu-west-1:111122223333:mine"])
    #expect(throws: MockFleet.ClustersJSONError.self) { try MockFleet(clustersJSON: Array("{,}".utf8)) }
  }
}
