import AgentHealth
import Configuration
import Testing

@Suite("Wrong files")
struct WrongFileTests {
  /// A file whose one account holds these members.
  private static func account(_ members: String) -> String { #"{"accounts":[{\#(members)}]}"# }
  private static let aRegion = "a Region such as \"us-east-1\", \"all\", or a pattern such as \"eu-*\", with ! before an exclude"
  private static let ok = #""regions":["us-east-1"]"#

  static let files: [(String, String)] = [
    ("", "1:1: found an empty file, expected an object with \"accounts\""),
    (" \n", "1:1: found an empty file, expected an object with \"accounts\""),
    ("[]", "1:1: found an empty array, expected an object with \"accounts\""),
    ("{}", "1:1: found no \"accounts\", expected a list of at least one account, or \"organization\""),
    (#"{"accounts":[]}"#, "1:13: found an empty array, expected a list of at least one account"),
    (#"{"accounts":{}}"#, "1:13: found an object, expected a list of at least one account"),
    (#"{"accounts":["x"]}"#, "1:14: found \"x\", expected an account as an object"),
    ("{\n  \"accounts\": [\n  ],\n}", "3:4: found a comma before \"}\", expected another member or no comma"),
    ("{\n  \"store\": \"memory:\"\n  \"accounts\": []\n}", "3:3: found a string, expected \",\" or \"}\""),
    (
      account(""),
      "1:14: found an account without \"regions\", expected a list of at least one Region, such as [\"us-east-1\"] or [\"all\"]"
    ),
    (account(#""regions":[]"#), "1:25: found an empty array, expected a list of at least one Region, such as [\"us-east-1\"] or [\"all\"]"),
    (
      account(#""regions":"us-east-1""#),
      "1:25: found \"us-east-1\", expected a list of at least one Region, such as [\"us-east-1\"] or [\"all\"]"
    ),
    (account(#""regions":["us-east"]"#), "1:26: found \"us-east\", expected \(aRegion)"),
    (account(#""regions":["us-east-1a"]"#), "1:26: found \"us-east-1a\", expected \(aRegion)"),
    (account(#""regions":["EU-*"]"#), "1:26: found \"EU-*\", expected \(aRegion)"),
    (account(#""regions":["!all"]"#), "1:26: found \"!all\", expected \(aRegion)"),
    (
      account(#""regions":["us-east-1","us-east-1"]"#),
      "1:38: found \"us-east-1\" a second time (the other is at 1:26), expected each once"
    ),
    (account(#"\#(ok),"account_id":111122223333"#), "1:52: found 111122223333, expected an account's 12 digits in quotes"),
    (account(#"\#(ok),"account_id":"1111""#), "1:52: found \"1111\", expected an account's 12 digits in quotes"),
    (account(#"\#(ok),"account_id":null"#), "1:52: found null, expected an account's 12 digits in quotes"),
    (account(#"\#(ok),"name":"""#), "1:46: found \"\", expected a name of 1 to 128 characters"),
    (
      account(#"\#(ok),"role":"monitor""#),
      "1:46: found a role's name without \"account_id\", expected its ARN, or \"account_id\" beside it"
    ),
    (
      account(#"\#(ok),"role":"arn:aws:iam::111122223333:user/x""#),
      "1:46: found \"arn:aws:iam::111122223333:user/x\", expected a role's ARN such as "
        + "\"arn:aws:iam::111122223333:role/ecs-agent-monitor\", or its name, or a list of them"
    ),
    (account(#"\#(ok),"role":[]"#), "1:46: found an empty array, expected a list of at least one role"),
    (
      account(#"\#(ok),"account_id":"111122223333","role":["hop",7]"#),
      "1:81: found 7, expected a role's ARN such as \"arn:aws:iam::111122223333:role/ecs-agent-monitor\", or its name"
    ),
    (
      account(#"\#(ok),"account_id":"444455556666","role":["x","arn:aws:iam::111122223333:role/x"]"#),
      "1:79: found a role of account 111122223333, expected one of 444455556666 as \"account_id\" says"
    ),
    (account(#"\#(ok),"tags":[]"#), "1:46: found an empty array, expected a list of at least one tag"),
    (account(#"\#(ok),"tags":["env:prod",""]"#), "1:58: found \"\", expected a tag as a text"),
    (
      account(#"\#(ok),"account_id":"444455556666","role":"arn:aws:iam::111122223333:role/x""#),
      "1:74: found a role of account 111122223333, expected one of 444455556666 as \"account_id\" says"
    ),
    (account(#"\#(ok),"external_id":"hush""#), "1:53: found an external ID without \"role\", expected the role that asks for it"),
    (
      account(#"\#(ok),"role":"arn:aws:iam::111122223333:role/x","external_id":"""#),
      "1:95: found no external ID, expected a text of 1 to 1224 characters"
    ),
    (
      account(#"\#(ok),"cluster_policies":[{"clusters":["web"],"policy":{"api_share":"10%"}}]"#),
      "1:89: found the unknown key \"api_share\", expected one of \"fail_after\", \"min_disconnected\", \"lone_min_disconnected\", \"min_gap\", \"max_gap\", "
        + "\"startup_grace\", \"update_grace\", \"max_disconnected\", \"max_hold\", \"cooldown\", \"per_group\", \"per_cluster\", \"per_sweep\", \"per_hour\", \"replacement_wait\", \"max_failed_replacements\", \"ghost_after\", \"method\", \"allow_detach_managed\", \"scan\""
    ),
    (
      account(#"\#(ok),"clusters":[]"#),
      "1:50: found an empty array, expected a list of at least one cluster's name or pattern (leave it out to mean all)"
    ),
    (
      account(#"\#(ok),"clusters":["web","!"]"#),
      "1:57: found \"!\", expected a cluster's name of A-Z a-z 0-9 _ -, with * and ? as wildcards and ! before an exclude"
    ),
    (account(#"\#(ok),"clusters":["web","web"]"#), "1:57: found \"web\" a second time (the other is at 1:51), expected each once"),
    (account(#"\#(ok),"policy":{"scan":"filter"}"#), "1:56: found \"filter\", expected \"full\" or \"filtered\""),
    (
      account(#"\#(ok),"policy":{"method":"terminate"}"#),
      "1:58: found \"terminate\", expected \"detach\" or \"asg\" or \"unhealthy\""
    ),
    (account(#"\#(ok),"policy":{"allow_detach_managed":"true"}"#), "1:72: found \"true\", expected true or false"),
    (account(#"\#(ok),"policy":{"scan":true}"#), "1:56: found true, expected \"full\" or \"filtered\""),
    (account(#"\#(ok),"policy":{"fail_after":"2"}"#), "1:62: found \"2\", expected a whole number from 1 to 100"),
    (account(#"\#(ok),"policy":{"fail_after":0}"#), "1:62: found 0, expected a whole number from 1 to 100"),
    (account(#"\#(ok),"policy":{"fail_after":2.5}"#), "1:62: found 2.5, expected a whole number from 1 to 100"),
    (
      account(#"\#(ok),"policy":{"max_disconnected":"101%"}"#),
      "1:68: found \"101%\", expected a count such as 2 or a share from \"0%\" to \"100%\""
    ),
    (
      account(#"\#(ok),"policy":{"max_disconnected":0.2}"#),
      "1:68: found 0.2, expected a count such as 2 or a share from \"0%\" to \"100%\""
    ),
    (
      account(#"\#(ok),"policy":{"min_disconnected":"10 minutes"}"#),
      "1:68: found \"10 minutes\", expected a duration up to \"365d\" such as \"90s\", \"10m\" or \"6h\""
    ),
    (
      account(#"\#(ok),"policy":{"min_disconnected":10}"#),
      "1:68: found 10, expected a duration up to \"365d\" such as \"90s\", \"10m\" or \"6h\""
    ),
    (
      account(#"\#(ok),"policy":{"min_gap":"0s","max_gap":"30s"}"#),
      "1:59: found \"0s\", expected a duration from \"1s\" to \"365d\" such as \"60s\""
    ),
    (account(#"\#(ok),"policy":[]"#), "1:48: found an empty array, expected a policy as an object"),
    (
      account(#"\#(ok),"policy":{"fail_after":1,"min_disconnected":"1m"}"#),
      "1:48: found a contradiction, expected a policy that can work: fail_after 1 needs min_disconnected of at least 5m: "
        + "agents reconnect several times an hour in normal operation"
    ),
    (account(#"\#(ok),"cluster_policies":[{"clusters":["a"]}]"#), "1:59: found no \"policy\", expected \"clusters\" and \"policy\""),
    (
      account(#"\#(ok),"cluster_policies":{}"#),
      "1:58: found an object, expected a list of at least one object with \"clusters\" and \"policy\""
    ),
    (account(#"\#(ok),"name":"a","name":"b""#), "1:50: found \"name\" a second time (the other is at 1:39), expected each key once"),
    (#"{"acounts":[]}"#, "1:2: found the unknown key \"acounts\", expected \"accounts\""),
    (account(#""region":["us-east-1"]"#), "1:15: found the unknown key \"region\", expected \"regions\""),
    (account(#"\#(ok),"region":["x"]"#), "1:39: found the unknown key \"region\", expected \"regions\""),
    (account(#"\#(ok),"fail_after":2"#), "1:39: found the unknown key \"fail_after\", expected it inside \"policy\""),
    (account(#"\#(ok),"policy":{"fail_afer":2}"#), "1:49: found the unknown key \"fail_afer\", expected \"fail_after\""),
    (account(#"\#(ok),"policy":{"min_gpa":"10s","max_gap":"30s"}"#), "1:49: found the unknown key \"min_gpa\", expected \"min_gap\""),
    (account(#"\#(ok),"policy":{"max_gpa":"2h"}"#), "1:49: found the unknown key \"max_gpa\", expected \"max_gap\""),
    (
      account(#"\#(ok),"schedule":"x""#),
      "1:39: found the unknown key \"schedule\", expected one of \"account_id\", \"name\", \"role\", \"external_id\", \"regions\", "
        + "\"tags\", \"clusters\", \"policy\", \"cluster_policies\", \"paused\""
    ),
  ]

  @Test("a wrong file is refused with one clear line", arguments: files)
  func oneLine(text: String, line: String) {
    #expect(refusal(text) == ["clusters.json:\(line)"])
  }

  static let tops: [(String, String)] = [
    (#""store":"s3://bucket""#, "1:10: found a store of an unknown kind, expected \"file:PATH\" or \"redis://HOST:PORT/DATABASE\""),
    (#""store":7"#, "1:10: found 7, expected \"file:PATH\" or \"redis://HOST:PORT/DATABASE\""),
    (#""store":"file:""#, "1:10: found no file's path after \"file:\", expected \"file:PATH\""),
    (#""key_prefix":"a b""#, "1:15: found \"a b\", expected 1 to 64 of A-Z a-z 0-9 _ . : -"),
    (#""key_prefix":"""#, "1:15: found \"\", expected 1 to 64 of A-Z a-z 0-9 _ . : -"),
    (#""installation":"a/b""#, "1:17: found \"a/b\", expected 1 to 64 of A-Z a-z 0-9 _ . : -"),
    (#""notify":{}"#, "1:11: found no \"sns_topic_arn\", expected an SNS topic's ARN"),
    (#""notify":"arn""#, "1:11: found \"arn\", expected an object with \"sns_topic_arn\""),
    (#""notify":{"sns_topic":"x"}"#, "1:12: found the unknown key \"sns_topic\", expected \"sns_topic_arn\""),
    (
      #""notify":{"sns_topic_arn":"arn:aws:sns:us-east-1:111122223333:agents.fifo"}"#,
      "1:28: found \"arn:aws:sns:us-east-1:111122223333:agents.fifo\", expected a standard SNS topic's ARN such as "
        + "\"arn:aws:sns:us-east-1:111122223333:ecs-agents\""
    ),
    (#""acounts":[]"#, "1:2: found the unknown key \"acounts\", expected \"accounts\""),
    (
      #""regions":[]"#,
      "1:2: found the unknown key \"regions\", expected one of \"store\", \"key_prefix\", \"installation\", \"notify\", \"policy\", "
        + "\"paused\", \"accounts\", \"organization\""
    ),
  ]

  @Test("a wrong member of the top level is refused with one clear line", arguments: tops)
  func top(member: String, line: String) {
    #expect(refusal("{\(member),\"accounts\":[{\(Self.ok)}]}") == ["clusters.json:\(line)"])
  }

  @Test("all that is wrong is told at once, in the order of the file")
  func allAtOnce() {
    let text = """
      {
        "polcy": {},
        "policy": { "fail_after": 101, "max_disconnected": "101%" },
        "accounts": [
          { "account_id": "1", "clusters": [] },
          { "regions": ["us-east-1"], "policy": { "min_gap": "0s" } }
        ],
        "store": "redis://:secret@cache/0"
      }
      """
    #expect(
      refusal(text) == [
        "clusters.json:2:3: found the unknown key \"polcy\", expected \"policy\"",
        "clusters.json:3:29: found 101, expected a whole number from 1 to 100",
        "clusters.json:3:54: found \"101%\", expected a count such as 2 or a share from \"0%\" to \"100%\"",
        "clusters.json:5:5: found an account without \"regions\", expected a list of at least one Region, such as [\"us-east-1\"] or [\"all\"]",
        "clusters.json:5:21: found \"1\", expected an account's 12 digits in quotes",
        "clusters.json:5:38: found an empty array, expected a list of at least one cluster's name or pattern (leave it out to mean all)",
        "clusters.json:6:56: found \"0s\", expected a duration from \"1s\" to \"365d\" such as \"60s\"",
        "clusters.json:8:12: found a user or a password in the store, expected only HOST, PORT and DATABASE",
      ])
  }

  @Test("a contradiction is told once, at the layer that brings it in")
  func contradiction() {
    let text = """
      {"policy":{"max_gap":"1m"},
       "accounts":[{"regions":["us-east-1"],"policy":{"fail_after":3}},
                   {"regions":["eu-west-1"],"cluster_policies":[{"clusters":["a"],"policy":{"min_gap":"2m"}}]}]}
      """
    let lines = refusal(text)
    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix("clusters.json:1:11: found a contradiction, expected a policy that can work: max_gap 1m") == true)
    #expect(lines.last?.hasPrefix("clusters.json:3:86: found a contradiction") == true)
  }

  static let conflicts: [(String, String, String)] = [
    (#""policy":{"fail_after":3}"#, "", "*"),
    (#""clusters":["*"],"policy":{"fail_after":3}"#, #""clusters":["!db"]"#, "*"),
    (#""clusters":["web"],"policy":{"fail_after":3}"#, "", "web"),
    ("", #""clusters":["a","web"],"policy":{"fail_after":3}"#, "a"),
    (#""clusters":["web-*"]"#, #""clusters":["web-*","!web-x"],"policy":{"fail_after":3}"#, "web-*"),
    (#""cluster_policies":[{"clusters":["web"],"policy":{"fail_after":3}}]"#, "", "web"),
  ]

  @Test("two entries with different policies for one cluster are refused, both named", arguments: conflicts)
  func conflict(first: String, second: String, cluster: String) {
    let id = #""account_id":"111122223333","#
    func members(_ text: String) -> String { text.isEmpty ? "" : "," + text }
    let text = """
      {"accounts":[
        {\(id)"regions":["us-east-1","eu-west-1"]\(members(first))},
        {\(id)"regions":["eu-west-1"]\(members(second))}]}
      """
    #expect(
      refusal(text) == [
        "clusters.json:3:3: found another policy for cluster \"\(cluster)\" of account 111122223333 in eu-west-1 than in the other entry "
          + "(the other is at 2:3), expected the same policy in both, or an exclude in one"
      ])
  }

  @Test("entries of different accounts or Regions never conflict")
  func noConflict() {
    let policy = #""policy":{"fail_after":3}"#
    for (first, second) in [
      (#""account_id":"111122223333","regions":["us-east-1"]"#, #""account_id":"444455556666","regions":["us-east-1"]"#),
      (#""regions":["us-east-1"]"#, #""regions":["eu-west-1"]"#),
    ] {
      #expect(refusal("{\"accounts\":[{\(first)},{\(second),\(policy)}]}").isEmpty)
    }
  }

  @Test("a message shows no control characters and no endless text")
  func hostileText() {
    let long = String(repeating: "k", count: 300)
    let lines = refusal(#"{"accounts":[{"regions":["us-east-1"]}],"\u001b[31mred":1,"\#(long)":2}"#)
    #expect(lines.count == 2)
    #expect(lines.allSatisfy { line in !line.utf8.contains(0x1B) && line.utf8.count < 300 })
    #expect(lines.first?.contains(#"the unknown key "\u{1b}[31mred""#) == true)
  }

  @Test("thousands of problems end with their number")
  func manyProblems() {
    let entries = Array(repeating: "7", count: 5000).joined(separator: ",")
    let lines = refusal("{\"accounts\":[\(entries)]}")
    #expect(lines.count == 101)
    #expect(lines.last == "clusters.json: found 4900 more problems, expected none")
  }
}
