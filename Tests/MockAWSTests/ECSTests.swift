import Foundation
import Testing

@testable import MockAWS

@Suite("ECS")
struct ECSTests {
  /// `listing` read to its end: the length of each page, and the names.
  private static func pages(_ client: SigningClient, _ operation: String, _ member: String, _ more: String = "") throws -> ([Int], [String])
  {
    var sizes: [Int] = []
    var names: [String] = []
    var token: String?
    repeat {
      let next = token.map { #","nextToken":"\#($0)""# } ?? ""
      let reply = try client.ecs(operation, #"{"include":[]\#(more)\#(next)}"#)
      #expect(reply.status == 200)
      let answer = try #require(JSONParser.parse(reply.body))
      let page = try #require(answer[member]?.strings)
      sizes.append(page.count)
      names += page
      token = answer["nextToken"]?.string
    } while token != nil
    return (sizes, names)
  }

  @Test("clusters and container instances come in pages of at most 100, none twice")
  func pages() async throws {
    var fleet = MockFleet(clusters: 230, instances: 0)
    fleet.accounts[0].regions[0].clusters[0].instances = 250
    try await withMockAWS(fleet: fleet) { mock in
      let client = try SigningClient(mock)
      let (clusters, arns) = try Self.pages(client, "ListClusters", "clusterArns")
      #expect(clusters == [100, 100, 30])
      #expect(Set(arns).count == 230)
      let (sizes, instances) = try Self.pages(client, "ListContainerInstances", "containerInstanceArns", #","cluster":"web""#)
      #expect(sizes == [100, 100, 50])
      #expect(Set(instances).count == 250)
      let (small, same) = try Self.pages(
        client, "ListContainerInstances", "containerInstanceArns", #","cluster":"web","maxResults":99"#)
      #expect(small == [99, 99, 52])
      #expect(same == instances)
      #expect(try client.ecs("ListClusters", #"{"maxResults":101}"#).status == 400)
      #expect(try client.ecs("ListClusters", #"{"nextToken":"zz"}"#).text.contains("InvalidParameterException"))
    }
  }

  @Test("short pages still lead to every instance")
  func shortPages() async throws {
    var options = MockOptions()
    options.shortPages = true
    try await withMockAWS(fleet: MockFleet(instances: 300), options: options) { mock in
      let client = try SigningClient(mock)
      let (sizes, names) = try Self.pages(client, "ListContainerInstances", "containerInstanceArns", #","cluster":"web""#)
      #expect(sizes.count > 3)
      #expect(Set(names).count == 300)
    }
  }

  @Test("an instance that goes away between two pages hides no other")
  func tokenIsStable() async throws {
    try await withMockAWS(fleet: MockFleet(instances: 6, disconnected: .count(6))) { mock in
      let client = try SigningClient(mock)
      let first = try #require(JSONParser.parse(try client.ecs("ListContainerInstances", #"{"cluster":"web","maxResults":3}"#).body))
      let gone = try #require(first["containerInstanceArns"]?.strings?.first)
      #expect(
        try client.ecs("DeregisterContainerInstance", #"{"cluster":"web","containerInstance":"\#(gone)","force":true}"#).status == 200)
      let token = try #require(first["nextToken"]?.string)
      let second = try client.ecs("ListContainerInstances", #"{"cluster":"web","nextToken":"\#(token)"}"#)
      #expect(JSONParser.parse(second.body)?["containerInstanceArns"]?.strings?.count == 3)
    }
  }

  @Test("at most 100 are described at once, in about 3.5 KB each, and what is not there is a failure")
  func describe() async throws {
    try await withMockAWS(fleet: MockFleet(instances: 120)) { mock in
      let client = try SigningClient(mock)
      let ids = try mock.instances(account: "111122223333", region: "us-east-1", cluster: "web").compactMap(\.containerInstanceID)
      func describe(_ ids: [String]) throws -> RawClient.Reply {
        try client.ecs(
          "DescribeContainerInstances",
          #"{"cluster":"web","containerInstances":[\#(ids.map { "\"\($0)\"" }.joined(separator: ","))]}"#)
      }
      let reply = try describe(Array(ids.prefix(100)))
      #expect((3_300...3_700).contains(reply.body.count / 100))
      let all = try #require(JSONSerialization.jsonObject(with: Data(reply.body)) as? [String: [[String: Any]]])
      #expect(all["containerInstances"]?.compactMap { $0["containerInstanceArn"] as? String }.count == 100)
      #expect(all["failures"]?.isEmpty == true)
      #expect(try describe(ids).text.contains("InvalidParameterException"))
      #expect(try describe([]).text.contains("InvalidParameterException"))
      let mixed = try #require(JSONParser.parse(try describe([ids[0], "nobody"]).body))
      #expect(mixed["containerInstances"]?.array?.count == 1)
      #expect(
        mixed["failures"]
          == .array([
            .object([
              "arn": .string("arn:aws:ecs:us-east-1:111122223333:container-instance/web/nobody"), "reason": .string("MISSING"),
            ])
          ]))
    }
  }

  @Test(
    "the cluster query language finds what it says",
    arguments: [
      ("agentConnected == false", 3), ("agentConnected==true", 7), ("agentConnected != true", 3), ("not agentConnected == true", 3),
      ("agentConnected == false and registeredAt < 2000-01-01", 0), ("agentConnected == false || agentConnected == true", 10),
      ("!(agentConnected == false && agentVersion >= 1.9.0)", 7), ("agentVersion < 1.14.5", 0), ("agentConnected in ['false']", 3),
    ])
  func filters(expression: String, count: Int) async throws {
    try await withMockAWS(fleet: MockFleet(instances: 10, disconnected: .count(3))) { mock in
      let reply = try SigningClient(mock).ecs("ListContainerInstances", #"{"cluster":"web","filter":"\#(expression)"}"#)
      #expect(JSONParser.parse(reply.body)?["containerInstanceArns"]?.array?.count == count)
    }
  }

  @Test("instances are found by their EC2 ids; nonsense and a refusing mock give InvalidParameterException")
  func filterByID() async throws {
    try await withMockAWS { mock in
      let client = try SigningClient(mock)
      let ids = try mock.instances(account: "111122223333", region: "us-east-1", cluster: "web").map(\.ec2InstanceID)
      func list(_ filter: String) throws -> RawClient.Reply {
        try client.ecs("ListContainerInstances", #"{"cluster":"web","filter":"\#(filter)"}"#)
      }
      let two = try list("ec2InstanceId in ['\(ids[3])', '\(ids[5])','i-0123']")
      #expect(JSONParser.parse(two.body)?["containerInstanceArns"]?.array?.count == 2)
      #expect(JSONParser.parse(try list("ec2InstanceId == \(ids[4])").body)?["containerInstanceArns"]?.array?.count == 1)
      for nonsense in [
        "agentConnected", "agentConnected = false", "colour == red", "(agentConnected == false", "agentConnected == false and",
      ] {
        #expect(try list(nonsense).text.contains("InvalidParameterException"), "\(nonsense)")
      }
    }
    var options = MockOptions()
    options.refusesFilters = true
    try await withMockAWS(options: options) { mock in
      let reply = try SigningClient(mock).ecs("ListContainerInstances", #"{"cluster":"web","filter":"agentConnected == false"}"#)
      #expect(reply.status == 400)
      #expect(reply.text.contains("InvalidParameterException"))
    }
  }

  @Test("a filter may be taken and ignored, as by moto")
  func ignoredFilter() async throws {
    var options = MockOptions()
    options.ignoresFilters = true
    try await withMockAWS(fleet: MockFleet(instances: 7), options: options) { mock in
      let client = try SigningClient(mock)
      let reply = try client.ecs("ListContainerInstances", #"{"cluster":"web","filter":"agentConnected == false"}"#)
      #expect(JSONParser.parse(reply.body)?["containerInstanceArns"]?.array?.count == 7)
      #expect(try client.ecs("ListContainerInstances", #"{"cluster":"web","filter":"nonsense"}"#).status == 400)
    }
  }

  @Test("clusters are described with their count, the missing as failures")
  func describeClusters() async throws {
    try await withMockAWS(fleet: MockFleet(instances: 7)) { mock in
      let client = try SigningClient(mock)
      let answer = try #require(JSONParser.parse(try client.ecs("DescribeClusters", #"{"clusters":["web","gone"]}"#).body))
      #expect(answer["clusters"]?.array?.first?["registeredContainerInstancesCount"]?.int == 7)
      #expect(answer["failures"]?.array?.first?["reason"]?.string == "MISSING")
      try mock.setCluster(account: "111122223333", region: "us-east-1", name: "web", tags: ["team": "a"])
      let tagged = try client.ecs("DescribeClusters", #"{"clusters":["web"],"include":["TAGS"]}"#)
      #expect(tagged.text.contains(#""tags":[{"key":"team","value":"a"}]"#))
      try mock.setCluster(account: "111122223333", region: "us-east-1", name: "web", status: "INACTIVE")
      #expect(try client.ecs("ListClusters", "{}").text == #"{"clusterArns":[]}"#)
      #expect(try client.ecs("ListContainerInstances", #"{"cluster":"web"}"#).text.contains("ClusterNotFoundException"))
      let nothing = try #require(JSONParser.parse(try client.ecs("DescribeClusters", "{}").body))
      #expect(nothing["failures"]?.array?.first?["arn"]?.string?.hasSuffix("cluster/default") == true)
    }
  }
}
