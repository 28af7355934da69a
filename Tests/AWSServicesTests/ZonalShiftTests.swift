import MockAWS
import Testing

@testable import AWSCore
@testable import AWSServices

@Suite("Zonal shifts")
struct ZonalShiftTests {
  /// From botocore's model of ListManagedResources: a group that a person moved, one that AWS moved while a practice run is outranked, one at
  /// home, and what has nothing to say.
  static let answer = """
    {"items":[
      {"arn":"arn:a","name":"a","availabilityZones":["use1-az1","use1-az2"],"appliedWeights":{"use1-az1":0.0,"use1-az2":1.0},
       "zonalShifts":[{"appliedStatus":"APPLIED","awayFrom":"use1-az1","zonalShiftId":"z","resourceIdentifier":"arn:a","comment":"",
                       "expiryTime":1.7E9,"startTime":1.7E9}],"autoshifts":[]},
      {"arn":"arn:b","availabilityZones":["use1-az1"],
       "zonalShifts":[{"appliedStatus":"NOT_APPLIED","awayFrom":"use1-az3"}],
       "autoshifts":[{"appliedStatus":"APPLIED","awayFrom":"use1-az2","startTime":1.7E9}]},
      {"arn":"arn:c","availabilityZones":["use1-az1"],"appliedWeights":{"use1-az1":1.0},"zonalShifts":null,"autoshifts":null},
      {"availabilityZones":[],"appliedWeights":null,"zonalShifts":[{"awayFrom":"use1-az4","appliedStatus":"NEW_WORD"}]}
    ],"nextToken":null}
    """

  @Test("a zone counts that has no weight, or from which a shift is applied, and not one whose shift is outranked")
  func shifted() throws {
    let page = try ZonalShift.listManagedResources(token: nil).decode([UInt8](Self.answer.utf8))
    #expect(page.elements.map(\.arn) == ["arn:a", "arn:b", "arn:c", nil])
    #expect(page.elements.map(\.shiftedFrom) == [["use1-az1"], ["use1-az2"], [], ["use1-az4"]])
  }

  @Test(
    "an answer that lacks what must be there is no answer",
    arguments: ["{}", #"{"items":null}"#, #"{"items":[{"zonalShifts":[{"appliedStatus":"APPLIED"}]}]}"#, "[]", ""])
  func incomplete(answer: String) {
    #expect(throws: MalformedAnswer.self) { try ZonalShift.listManagedResources(token: nil).decode([UInt8](answer.utf8)) }
  }

  @Test("all pages are read, with tokens that need encoding, and a zone that is shifted away from is found")
  func pages() async throws {
    var options = MockOptions()
    options.shortPages = true
    try await withMockedAccount(clusters: 120, instances: 1, disconnected: 0, options: options) { mocked in
      let names = (0..<120).map { "ecs-\(MockFleet.clusterName($0))" }
      for group in names {
        try mocked.mock.editGroup(account: MockedAccount.id, region: MockedAccount.region, name: group) {
          ($0.impairedZoneBehavior, $0.shiftedFrom) = ("IgnoreUnhealthy", ["use1-az2"])
        }
      }
      var arns: Set<String> = []
      for resource in try await mocked.zonalShift.listManagedResources().all() {
        #expect(resource.shiftedFrom == ["use1-az2"])
        arns.insert(try #require(resource.arn))
      }
      let groups = try await mocked.autoScaling.describeGroups(names: names)
      #expect(Set(groups.compactMap(\.arn)) == arns)
      #expect(arns.count == 120)
      #expect(groups.filter { !$0.sparesImpairedZones }.isEmpty)
      #expect(mocked.calls("ListManagedResources") > 1)
    }
  }

  @Test("a refusal is AWS's own code, from the header")
  func refusal() async throws {
    try await withMockedAccount { mocked in
      mocked.mock.add(MockFault(.accessDenied, operation: "ListManagedResources"))
      let error = await awsError { try await mocked.zonalShift.listManagedResources().all() }
      #expect(error?.code == "AccessDeniedException" && error?.status == 403 && error?.page == 1)
      #expect(error?.service == "arc-zonal-shift")
    }
  }
}
