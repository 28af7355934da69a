import MockAWS
import Testing

@testable import AWSCore
@testable import AWSServices

@Suite("Organizations and the Regions of an account")
struct OrganizationsTests {
  /// From botocore's model of ListAccounts, with the retired `Status` saying the opposite of `State`.
  static let answer = """
    {"Accounts":[{"Arn":"arn:aws:organizations::111122223333:account/o-exampleorgid/444455556666","Email":"a@example.com",
      "Id":"444455556666","JoinedMethod":"INVITED","JoinedTimestamp":1.4E9,"Name":"Developer \\u00e9","Status":"ACTIVE","State":"SUSPENDED",
      "Paths":["o-exampleorgid/r-examplerootid111/ou-ab12-11111111/ou-ab12-22222222/444455556666/"]}],"NextToken":null}
    """

  @Test("an account is read by its State and its Paths")
  func account() throws {
    let page = try Organizations.listAccounts(token: nil).decode([UInt8](Self.answer.utf8))
    let account = try #require(page.elements.first)
    #expect(page.elements.count == 1 && page.nextToken == nil)
    #expect(account.id == "444455556666" && account.name == "Developer é" && account.state == "SUSPENDED")
    #expect(account.arn == "arn:aws:organizations::111122223333:account/o-exampleorgid/444455556666")
    #expect(account.units == ["r-examplerootid111", "ou-ab12-11111111", "ou-ab12-22222222"])
  }

  @Test("the request is awsJson1_1 with a page of 20, and the token only where there is one")
  func request() {
    #expect(Organizations.listAccounts(token: nil).body == [UInt8](#"{"MaxResults":20}"#.utf8))
    #expect(Organizations.listAccounts(token: "t\"1").body == [UInt8](#"{"MaxResults":20,"NextToken":"t\"1"}"#.utf8))
    #expect(Organizations.service.wireProtocol == .json(targetPrefix: "AWSOrganizationsV20161128"))
  }

  @Test(
    "an answer that lacks what must be there is no answer",
    arguments: [
      "{}", #"{"NextToken":"x"}"#, #"{"Accounts":[{"Id":"444455556666","Status":"ACTIVE","Paths":["o-1/r-1/4/"]}]}"#,
      #"{"Accounts":[{"Id":"444455556666","State":"ACTIVE"}]}"#, #"{"Accounts":[{"State":"ACTIVE","Paths":["o-1/r-1/4/"]}]}"#,
    ])
  func incomplete(answer: String) {
    #expect(throws: MalformedAnswer.self) { try Organizations.listAccounts(token: nil).decode([UInt8](answer.utf8)) }
  }

  @Test("all pages are followed, the empty ones too")
  func pages() async throws {
    var organization = MockFleet.Organization(
      management: MockedAccount.id, members: (0..<45).map { .init(MockFleet.accountID($0), name: "a\($0)") })
    for hasEmptyPages in [false, true] {
      organization.hasEmptyPages = hasEmptyPages
      try await withOrganization(organization) { organizations, mocked in
        let accounts = try await organizations.listAccounts().all()
        #expect(accounts.map(\.id) == (0..<45).map(MockFleet.accountID))
        #expect(mocked.calls("ListAccounts") == (hasEmptyPages ? 6 : 3))
      }
    }
  }

  @Test("a refusal is AWS's own code, and a throttled page is asked again")
  func refusals() async throws {
    let members = [MockFleet.Organization.Member(MockedAccount.id, name: "a")]
    try await withOrganization(nil) { organizations, _ in
      #expect(await awsError { try await organizations.listAccounts().all() }?.code == "AWSOrganizationsNotInUseException")
    }
    try await withOrganization(.init(management: MockFleet.accountID(1), members: members)) { organizations, _ in
      let error = await awsError { try await organizations.listAccounts().all() }
      #expect(error?.code == "AccessDeniedException" && error?.isAccessDenied == true)
      #expect(error?.message == "You don't have permissions to access this resource.")
    }
    try await withOrganization(.init(management: MockedAccount.id, members: members)) { organizations, mocked in
      mocked.mock.add(MockFault(.throttle, service: "organizations", times: 1))
      let accounts = try await organizations.listAccounts().all()
      #expect(accounts.count == 1)
    }
  }

  private func withOrganization(
    _ organization: MockFleet.Organization?, _ body: (Organizations, MockedAccount) async throws -> Void
  ) async throws {
    try await withMockedAccount(organization: organization) { mocked in
      try await body(Organizations(mocked.client, account: mocked.account, region: MockedAccount.region), mocked)
    }
  }

  @Test("the enabled Regions of an account are listed, and with all of them those that it has not")
  func regions() async throws {
    try await withMockedAccount { mocked in
      let enabled = try await mocked.ec2.describeRegions()
      #expect(enabled.count == 17 && enabled.allSatisfy(\.isEnabled))
      let all = try await mocked.ec2.describeRegions(includingDisabled: true)
      #expect(all.first { $0.name == "me-south-1" }?.optInStatus == "not-opted-in")
      #expect(all.filter(\.isEnabled) == enabled)
    }
  }

  @Test(
    "an answer without Regions is no answer",
    arguments: [
      "<DescribeRegionsResponse></DescribeRegionsResponse>", "<DescribeRegionsResponse><regionInfo/></DescribeRegionsResponse>",
      "<DescribeRegionsResponse><regionInfo><item><regionName>us-east-1</regionName></item></regionInfo></DescribeRegionsResponse>",
    ])
  func noRegions(answer: String) {
    #expect(throws: MalformedAnswer.self) { try EC2.describeRegions(includingDisabled: false).decode([UInt8](answer.utf8)) }
  }
}
