import AgentHealth
import Configuration
import Testing

@Suite("an organization, chains and patterns of Regions in clusters.json")
struct OrganizationTests {
  @Test("an organization is read with all its keys, and its policy lies over the top level's")
  func organization() throws {
    let configuration = try read(
      """
      { "policy": { "fail_after": 3 },
        "organization": {
          "role": ["arn:aws:iam::111122223333:role/hub", "ecs-agent-monitor"], "external_id": "x-1",
          "organizational_units": ["ou-ab12-production", "r-ab12"], "include": ["prod-*", "444455556666"], "exclude": ["prod-old"],
          "regions": ["all", "!us-*"], "tags": ["org"], "clusters": ["web"], "policy": { "per_sweep": 1 },
          "cluster_policies": [ { "clusters": ["web"], "policy": { "per_group": 2 } } ] } }
      """)
    let plan = try #require(configuration.organization)
    #expect(configuration.accounts.isEmpty)
    #expect(plan.roles == ["arn:aws:iam::111122223333:role/hub", "ecs-agent-monitor"])
    #expect(plan.organizationalUnits == ["ou-ab12-production", "r-ab12"])
    #expect(plan.include == ["prod-*", "444455556666"] && plan.exclude == ["prod-old"])
    let template = plan.template
    #expect(template.externalID == "x-1" && template.tags == ["org"])
    #expect(template.regions.patterns == ["*", "!us-*"] && template.clusters.patterns == ["web"])
    let policy = template.policies.policy(for: "web")
    #expect([policy.failAfter, policy.perSweep, policy.perGroup] == [3, 1, 2])
  }

  @Test("flags are the last layer of an organization too")
  func flags() throws {
    var flags = PolicyOverrides()
    let isSet = flags.set(.failAfter, to: "9")
    #expect(isSet)
    let text = #"{"organization":{"role":"m","regions":["all"],"policy":{"fail_after":4}}}"#
    let plan = try #require(try read(text).with(flags: flags).organization)
    #expect(plan.template.policies.policy(for: "web").failAfter == 9)
  }

  @Test("a list of roles is a chain of ARNs, and its last says which account must be found")
  func chain() throws {
    let named = try read(
      #"{"accounts":[{"account_id":"444455556666","role":["arn:aws:iam::111122223333:role/hub","spoke"],"regions":["eu-*"]}]}"#)
    #expect(named.accounts.first?.roles == ["arn:aws:iam::111122223333:role/hub", "arn:aws:iam::444455556666:role/spoke"])
    let unnamed = try read(
      #"{"accounts":[{"role":["arn:aws:iam::111122223333:role/hub","arn:aws:iam::444455556666:role/spoke"],"regions":["eu-*"]}]}"#)
    #expect(unnamed.accounts.first?.accountID == "444455556666")
  }

  @Test("a pattern of Regions says in which partition a role's name is")
  func partition() throws {
    let text = #"{"accounts":[{"account_id":"444455556666","role":"m","regions":["cn-*"]}]}"#
    #expect(try read(text).accounts.first?.roles == ["arn:aws-cn:iam::444455556666:role/m"])
  }

  private static func file(_ members: String) -> String { "{\"organization\":{\(members)}}" }
  private static let ok = #""role":"m","regions":["all"]"#

  static let wrong: [(String, String)] = [
    (#"{"organization":[]}"#, "1:17: found an empty array, expected an organization as an object with \"role\" and \"regions\""),
    (
      file(#""regions":["all"]"#), "1:17: found an organization without \"role\", expected the name of the role to assume in each account"
    ),
    (
      file(#""role":"m""#),
      "1:17: found an organization without \"regions\", expected a list of at least one Region, such as [\"us-east-1\"] or [\"all\"]"
    ),
    (
      file(#""regions":["all"],"role":"arn:aws:iam::111122223333:role/x""#),
      "1:43: found the ARN of one account's role, expected the name of a role that every account has"
    ),
    (
      file(#""regions":["all"],"role":["m","arn:aws:iam::111122223333:role/x"]"#),
      "1:48: found the ARN of one account's role, expected the name of a role that every account has"
    ),
    (
      file(#"\#(ok),"organizational_units":[]"#),
      "1:70: found an empty array, expected a list of at least one organizational unit's ID (leave it out to mean all)"
    ),
    (
      file(#"\#(ok),"organizational_units":["Production"]"#),
      "1:71: found \"Production\", expected the ID of an organizational unit such as \"ou-ab12-cd34ef56\", or of the root such as \"r-ab12\""
    ),
    (
      file(#"\#(ok),"include":"x""#),
      "1:57: found \"x\", expected a list of at least one account's ID or name (leave it out to mean no restriction)"
    ),
    (
      file(#"\#(ok),"exclude":["!x"]"#),
      "1:58: found \"!x\", expected an account's ID or name of 1 to 128 characters, with * and ? as wildcards"
    ),
    (file(#"\#(ok),"excludes":["x"]"#), "1:47: found the unknown key \"excludes\", expected \"exclude\""),
    (
      file(#"\#(ok),"ou":["x"]"#),
      "1:47: found the unknown key \"ou\", expected one of \"organizational_units\", \"include\", \"exclude\", "
        + "\"role\", \"external_id\", \"regions\", \"tags\", \"clusters\", \"policy\", \"cluster_policies\", \"paused\""
    ),
    (#"{"organisation":{}}"#, "1:2: found the unknown key \"organisation\", expected \"organization\""),
  ]

  @Test("a wrong organization is refused with one clear line", arguments: wrong)
  func refused(text: String, line: String) {
    #expect(refusal(text) == ["clusters.json:\(line)"])
  }

  static let conflicts: [(String, String, String)] = [
    (#"["us-east-1"]"#, #"["us-*"]"#, "us-east-1"), (#"["all"]"#, #"["eu-west-1","us-east-1"]"#, "eu-west-1"),
    (#"["eu-*"]"#, #"["eu-*","!eu-west-1"]"#, "eu-*"),
  ]

  @Test("two entries whose patterns surely meet in a Region must agree", arguments: conflicts)
  func conflict(first: String, second: String, region: String) {
    let text = """
      {"accounts":[{"account_id":"111122223333","regions":\(first)},
                   {"account_id":"111122223333","regions":\(second),"policy":{"fail_after":3}}]}
      """
    let lines = refusal(text)
    #expect(lines.count == 1)
    #expect(lines.first?.contains("another policy for cluster \"*\" of account 111122223333 in \(region) than") == true, "\(lines)")
  }

  @Test("two entries whose Regions exclude each other never conflict")
  func noConflict() {
    let text = """
      {"accounts":[{"account_id":"111122223333","regions":["all","!eu-*"]},
                   {"account_id":"111122223333","regions":["eu-west-1"],"policy":{"fail_after":3}}]}
      """
    #expect(refusal(text).isEmpty)
  }
}
