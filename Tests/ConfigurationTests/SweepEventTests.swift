import AgentHealth
import Configuration
import Foundation
import Testing

@Suite("Events of the function")
struct SweepEventTests {
  static let topic = "arn:aws:sns:us-east-1:111122223333:ecs-agents"

  static func read(_ text: String, folder: String = "", region: String? = "eu-west-1") throws(ConfigurationError) -> SweepEvent {
    try SweepEvent.read([UInt8](text.utf8), folder: folder, region: region)
  }

  static func refusal(_ text: String, region: String? = "eu-west-1") -> [String] {
    do throws(ConfigurationError) {
      _ = try read(text, region: region)
      return []
    } catch {
      return error.description.split(separator: "\n").map(String.init)
    }
  }

  static func packaged(_ text: String, _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(text.utf8).write(to: folder.appending(path: "clusters.json"))
    try body(folder.path)
  }

  @Suite("The older function's")
  struct Older {
    @Test("means one cluster of the function's own account and Region, and acts")
    func whole() throws {
      let event = try SweepEventTests.read(
        """
        {"cluster": "default", "snsLogArn": "\(SweepEventTests.topic)", "elasticache_config_endpoint": "cache.example.com", "elasticache_port": 6380,
         "fail_after": 3, "warn_only": false}
        """)
      #expect(event.isOlder)
      #expect(event.id == nil)
      #expect(event.mode == .apply)
      #expect(event.filter == ScopeFilter())
      #expect(event.configuration.topic == SweepEventTests.topic)
      #expect(event.configuration.store == .redis(RedisLocation(host: "cache.example.com", port: 6380)))
      let account = try #require(event.configuration.accounts.first)
      #expect(event.configuration.accounts.count == 1)
      #expect(account.accountID == nil && account.roles == [])
      #expect(account.regions == NameFilter(["eu-west-1"]))
      #expect(account.clusters == NameFilter(["default"]))
      var policy = Policy()
      policy.failAfter = 3
      #expect(account.policies.policy(for: "default") == policy)
    }

    @Test("needs no more than the cluster; everything else is as by default, and null is nothing")
    func least() throws {
      let least = try SweepEventTests.read(#"{"cluster":"default"}"#)
      #expect(least.configuration.store == nil && least.configuration.topic == nil && least.mode == .apply)
      #expect(least.configuration.accounts.first?.policies.policy(for: "default") == Policy())
      #expect(
        try SweepEventTests.read(
          #"{"cluster":"default","snsLogArn":null,"elasticache_config_endpoint":null,"elasticache_port":null,"fail_after":null,"warn_only":null}"#
        ) == least)
    }

    @Test("takes numbers in quotes as Python did, and the endpoint by the name that it was read by")
    func quoted() throws {
      let event = try SweepEventTests.read(
        #"{"cluster":"a","elasticcache_config_endpoint":"cache","elasticache_port":"6381","fail_after":"4"}"#)
      #expect(event.configuration.store == .redis(RedisLocation(host: "cache", port: 6381)))
      #expect(event.configuration.accounts.first?.policies.policy(for: "a").failAfter == 4)
    }

    @Test(
      "only warns where it says so, as true or false or in quotes of any case",
      arguments: [
        ("true", .warn), ("\"true\"", .warn), ("\"True\"", .warn), ("false", .apply), ("\"False\"", .apply),
      ] as [(String, SweepMode)])
    func warns(value: String, mode: SweepMode) throws {
      #expect(try SweepEventTests.read(#"{"cluster":"a","warn_only":\#(value)}"#).mode == mode)
    }

    @Test("can be tried as a plan")
    func plan() throws {
      #expect(try SweepEventTests.read(#"{"cluster":"a","mode":"plan"}"#).mode == .plan)
      #expect(try SweepEventTests.read(#"{"cluster":"a","mode":"plan","warn_only":"false"}"#).mode == .plan)
      #expect(
        SweepEventTests.refusal(#"{"cluster":"a","mode":"apply","warn_only":true}"#)
          == [#"event $.warn_only: found "warn_only" beside "mode": "apply", expected only one of them"#])
    }

    @Test("may name its cluster by the ARN, which says account and Region too")
    func arn() throws {
      let event = try SweepEventTests.read(#"{"cluster":"arn:aws:ecs:us-west-2:444455556666:cluster/web"}"#)
      let account = try #require(event.configuration.accounts.first)
      #expect(
        account.accountID == "444455556666" && account.regions == NameFilter(["us-west-2"]) && account.clusters == NameFilter(["web"]))
    }

    @Test("without a Region of the function's own needs an ARN")
    func withoutRegion() {
      #expect(
        SweepEventTests.refusal(#"{"cluster":"a"}"#, region: nil)
          == [#"event $.cluster: found "a", expected a cluster's ARN, where AWS_REGION is not set"#])
    }

    @Test("that is wrong is refused with everything that is wrong, by paths")
    func wrong() {
      let lines = SweepEventTests.refusal(
        #"""
        {"cluster":"we*","snsLogArn":"topic","elasticache_config_endpoint":"redis://cache:6379","elasticache_port":0,"fail_after":0,
         "warn_only":"yes","warn_onyl":true}
        """#)
      #expect(
        lines == [
          #"event $.cluster: found "we*", expected a cluster's name of A-Z a-z 0-9 _ -, or its ARN"#,
          #"event $.snsLogArn: found "topic", expected a standard SNS topic's ARN such as "arn:aws:sns:us-east-1:111122223333:ecs-agents""#,
          #"event $.elasticache_config_endpoint: found what is no host's name, expected a host's name, without a port"#,
          #"event $.elasticache_port: found 0, expected a port from 1 to 65535"#,
          #"event $.fail_after: found 0, expected a whole number from 1 to 100"#,
          #"event $.warn_only: found "yes", expected true or false, also in quotes"#,
          #"event $.warn_onyl: found the unknown key "warn_onyl", expected "warn_only""#,
        ])
    }

    @Test("cannot leave out half of its store, nor give it twice")
    func store() {
      #expect(
        SweepEventTests.refusal(#"{"cluster":"a","elasticache_port":6379}"#)
          == [#"event $.elasticache_port: found a port without "elasticache_config_endpoint", expected both"#])
      #expect(
        SweepEventTests.refusal(#"{"cluster":"a","elasticache_config_endpoint":"x","elasticcache_config_endpoint":"y"}"#)
          == [
            "event $.elasticcache_config_endpoint: found the endpoint a second time, under its misspelt name, expected only one of them"
          ])
    }
  }

  @Suite("Ours")
  struct Own {
    static let accounts = #""accounts":[{"regions":["us-east-1"]}]"#

    @Test("hold a configuration, and only plan unless they say more")
    func inline() throws {
      let event = try SweepEventTests.read(#"{"store":"redis://cache:6379","policy":{"fail_after":5},\#(Self.accounts)}"#)
      #expect(event.mode == .plan && !event.isOlder)
      #expect(event.configuration.store == .redis(RedisLocation(host: "cache")))
      #expect(event.configuration.accounts.first?.policies.policy(for: "x").failAfter == 5)
      for mode in SweepMode.allCases {
        #expect(try SweepEventTests.read(#"{"mode":"\#(mode.rawValue)",\#(Self.accounts)}"#).mode == mode)
      }
    }

    @Test("or name a file that is packaged with the function")
    func file() throws {
      try SweepEventTests.packaged(#"{"store":"file:strikes.json",\#(Self.accounts)}"#) { folder in
        let event = try SweepEventTests.read(#"{"config":"clusters.json","mode":"apply"}"#, folder: folder)
        #expect(event.mode == .apply)
        #expect(event.configuration.store == .file(path: "\(folder)/strikes.json"))
        #expect(event.configuration.accounts.count == 1)
      }
    }

    @Test("a packaged file that is wrong is told by its own lines")
    func wrongFile() throws {
      try SweepEventTests.packaged("{\n \"accounts\":[]}") { folder in
        let error = #expect(throws: ConfigurationError.self) {
          try SweepEventTests.read(#"{"config":"clusters.json"}"#, folder: folder)
        }
        #expect(error?.description == "\(folder)/clusters.json:2:13: found an empty array, expected a list of at least one account")
      }
    }

    @Test("filter as the command's flags do, with one text or a list")
    func filters() throws {
      let event = try SweepEventTests.read(
        #"{"account":"prod-*, 111122223333","not_accounts":["dev"],"tags":"team:a","region":["eu-*","!eu-west-3"],"cluster":"web",\#(Self.accounts)}"#
      )
      #expect(
        event.filter
          == ScopeFilter(
            accounts: ["prod-*", "111122223333"], notAccounts: ["dev"], tags: ["team:a"], regions: NameFilter(["eu-*", "!eu-west-3"]),
            clusters: NameFilter(["web"])))
      #expect(try SweepEventTests.read(#"{"region":"all",\#(Self.accounts)}"#).filter.regions == NameFilter(["*"]))
    }

    static let wrong: [(String, [String])] = [
      (
        "[]",
        [#"event $: found an empty array, expected an object with "config" or "accounts", or the older function's with "cluster""#]
      ),
      (
        "{}",
        [
          #"event $: found nothing to sweep, expected "config", "accounts" or "organization", or the older function's "cluster""#
        ]
      ),
      (
        #"{"cluster":["web"]}"#,
        [
          #"event $: found nothing to sweep, expected "config", "accounts" or "organization", or the older function's "cluster""#
        ]
      ),
      (
        #"{"accounts":[{"regions":["mars"]},{}],"mode":"do","region":"us east"}"#,
        [
          #"event $.accounts[0].regions[0]: found "mars", expected a Region such as "us-east-1", "all", or a pattern such as "eu-*", with ! before an exclude"#,
          #"event $.accounts[1]: found an account without "regions", expected a list of at least one Region, such as ["us-east-1"] or ["all"]"#,
          #"event $.mode: found "do", expected "plan", "warn" or "apply""#,
          #"event $.region: found "us east", expected a Region such as "us-east-1", "all", or a pattern, or several by commas"#,
        ]
      ),
      (
        #"{"config":"../clusters.json","store":"memory:"}"#,
        [
          #"event $.config: found "../clusters.json", expected the path of a file packaged with the function, such as "clusters.json""#,
          #"event $.store: found "store" beside "config", expected it in the file that "config" names"#,
        ]
      ),
      (#"{"acounts":[]}"#, [#"event $.acounts: found the unknown key "acounts", expected "accounts""#]),
      (
        #"{"accounts":[{"regions":["us-east-1","us-east-1"]}]}"#,
        [
          #"event $.accounts[0].regions[1]: found "us-east-1" a second time (the other is at $.accounts[0].regions[0]), expected each once"#
        ]
      ),
      (#"{"accounts":"#, ["event:1:13: found the end of the document, expected a value"]),
    ]

    @Test("that are wrong are refused with everything that is wrong, by paths", arguments: wrong)
    func refused(text: String, lines: [String]) {
      #expect(SweepEventTests.refusal(text) == lines)
    }
  }

  @Suite("EventBridge's")
  struct EventBridge {
    static func around(_ detail: String) -> String {
      """
      {"version":"0","id":"53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa","detail-type":"Scheduled Event","source":"aws.events",
       "account":"123456789012","time":"2026-11-28T03:04:00Z","region":"us-east-1",
       "resources":["arn:aws:events:us-east-1:123456789012:rule/sweep"],"detail":\(detail)}
      """
    }

    @Test("bring an ID, around the older function's event or one of ours")
    func wraps() throws {
      let older = try SweepEventTests.read(Self.around(#"{"cluster":"default"}"#))
      #expect(older.id == "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa" && older.isOlder && older.mode == .apply)
      let own = try SweepEventTests.read(Self.around("{\(Own.accounts)}"))
      #expect(own.id == "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa" && !own.isOlder && own.mode == .plan)
      #expect(own.filter == ScopeFilter(), "the envelope's own account and Region are no filter")
    }

    @Test("that say nothing themselves are refused with what to do", arguments: ["{}", "{ }"])
    func empty(detail: String) {
      #expect(
        SweepEventTests.refusal(Self.around(detail))
          == [#"event $.detail: found an event of EventBridge that says nothing in "detail", expected "Input" on the rule's target"#])
    }

    @Test("are told wrong by paths from the outside")
    func wrong() {
      #expect(
        SweepEventTests.refusal(Self.around(#"{"cluster":7}"#))
          == ["event $.detail.cluster: found 7, expected a cluster's name of A-Z a-z 0-9 _ -, or its ARN"])
    }
  }
}
