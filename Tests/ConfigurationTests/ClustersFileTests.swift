import AgentHealth
import Configuration
import Testing

@Suite("clusters.json")
struct ClustersFileTests {
  @Test("the example of the documentation says what it means")
  func example() throws {
    let configuration = try read(
      """
      {
        "store": "file:.state/strikes.json",
        "notify": { "sns_topic_arn": "arn:aws:sns:us-east-1:111122223333:ecs-agents" },
        "policy": { "fail_after": 2, "min_disconnected": "10m", "max_disconnected": "20%" },
        "accounts": [
          { "account_id": "111122223333", "name": "production", "role": "arn:aws:iam::111122223333:role/ecs-agent-monitor", "external_id": "…",
            "regions": ["us-east-1", "eu-west-1"], "clusters": ["*", "!sandbox-*"], "policy": { "fail_after": 3 } }
        ]
      }
      """)
    #expect(configuration.store == .file(path: ".state/strikes.json"))
    #expect(configuration.topic == "arn:aws:sns:us-east-1:111122223333:ecs-agents")
    #expect(configuration.keyPrefix == "ecs-agent-monitor")
    #expect(configuration.installation == "default")
    let plan = try #require(configuration.accounts.first)
    #expect(configuration.accounts.count == 1)
    #expect(plan.accountID == "111122223333")
    #expect(plan.name == "production")
    #expect(plan.roles == ["arn:aws:iam::111122223333:role/ecs-agent-monitor"])
    #expect(plan.externalID == "…")
    #expect(plan.regions.patterns == ["us-east-1", "eu-west-1"])
    #expect(plan.clusters.matches("web") && !plan.clusters.matches("sandbox-7"))
    let policy = plan.policies.policy(for: "web")
    #expect(policy.failAfter == 3)
    #expect(policy.minDisconnected == .seconds(600))
    #expect(policy.maxDisconnected == .share(percent: 20))
  }

  @Test("the smallest file sweeps all clusters of the caller's own account, by the defaults")
  func smallest() throws {
    let configuration = try read(#"{"accounts":[{"regions":["us-east-1"]}]}"#)
    let plan = try #require(configuration.accounts.first)
    #expect(configuration.store == nil && configuration.topic == nil)
    #expect(plan.accountID == nil && plan.roles.isEmpty && plan.name == nil && plan.externalID == nil)
    #expect(plan.clusters.isEverything)
    #expect(plan.policies.policy(for: "any") == Policy())
  }

  @Test("names of the store and the installation are taken over")
  func names() throws {
    let configuration = try read(#"{"key_prefix":"a.B_1:-","installation":"blue","accounts":[{"regions":["us-east-1"]}]}"#)
    #expect(configuration.keyPrefix == "a.B_1:-")
    #expect(configuration.installation == "blue")
  }

  @Test(
    "a role's name becomes an ARN of the account, in the partition of its Regions",
    arguments: [
      ("us-east-1", "arn:aws:iam::111122223333:role/sweeps/monitor"), ("cn-north-1", "arn:aws-cn:iam::111122223333:role/sweeps/monitor"),
      ("us-gov-west-1", "arn:aws-us-gov:iam::111122223333:role/sweeps/monitor"),
      ("eusc-de-east-1", "arn:aws-eusc:iam::111122223333:role/sweeps/monitor"),
    ])
  func roleName(region: String, arn: String) throws {
    let text = #"{"accounts":[{"account_id":"111122223333","role":"sweeps/monitor","regions":["\#(region)"]}]}"#
    #expect(try read(text).accounts.first?.roles == [arn])
  }

  @Test("a role's ARN says which account must be found there")
  func accountOfRole() throws {
    let configuration = try read(#"{"accounts":[{"role":"arn:aws:iam::444455556666:role/x","regions":["us-east-1"]}]}"#)
    #expect(configuration.accounts.first?.accountID == "444455556666")
  }

  @Test("every policy key is read, as a number or a text, and lands in its own knob")
  func everyKey() throws {
    let configuration = try read(
      """
      {"accounts":[{"regions":["us-east-1"],"policy":{
        "fail_after":7,"min_disconnected":"90s","min_gap":"2m","max_gap":"6h","startup_grace":"0s","update_grace":"1d",
        "max_disconnected":4,"per_group":2,"per_cluster":3,"per_sweep":0,"per_hour":5,"api_share":"75%","scan":"filtered","lone_min_disconnected":"2h",
        "max_hold":"3h","cooldown":"4m","replacement_wait":"5m","max_failed_replacements":3,"ghost_after":"6m","method":"asg","allow_detach_managed":true}}]}
      """)
    let policy = try #require(configuration.accounts.first).policies.policy(for: "web")
    var expected = Policy()
    expected.failAfter = 7
    expected.minDisconnected = .seconds(90)
    expected.minGap = .seconds(120)
    expected.maxGap = .seconds(6 * 3600)
    expected.startupGrace = .zero
    expected.updateGrace = .seconds(86400)
    expected.maxDisconnected = .count(4)
    expected.perGroup = 2
    expected.perCluster = 3
    expected.perSweep = 0
    expected.perHour = 5
    expected.apiSharePercent = 75
    expected.loneMinDisconnected = .seconds(7200)
    expected.maxHold = .seconds(10800)
    expected.cooldown = .seconds(240)
    (expected.replacementWait, expected.maxFailedReplacements) = (.seconds(300), 3)
    expected.ghostAfter = .seconds(360)
    expected.method = .asg
    expected.allowDetachManaged = true
    expected.scan = .filtered
    #expect(policy == expected)
    #expect(PolicyKey.allCases.count == 21, "a new key belongs into this test")
  }

  @Test("layers override: defaults, top level, account, last matching cluster entry, flags")
  func layers() throws {
    let configuration = try read(
      """
      {"policy":{"fail_after":3,"per_group":3,"per_cluster":3,"per_sweep":3},
       "accounts":[{"regions":["us-east-1"],"policy":{"per_group":4,"per_cluster":4,"per_sweep":4},
         "cluster_policies":[
           {"clusters":["web-*"],"policy":{"per_cluster":5,"per_sweep":5,"max_disconnected":"50%"}},
           {"clusters":["*-1"],"policy":{"per_sweep":6}},
           {"clusters":["other"],"policy":{"per_sweep":7}}]}]}
      """)
    var flags = PolicyOverrides()
    let isSet = flags.set(.failAfter, to: "9")
    #expect(isSet)
    let plan = try #require(configuration.with(flags: .init()).accounts.first)
    let flagged = try #require(configuration.with(flags: flags).accounts.first)
    func knobs(_ policy: Policy) -> [Int] { [policy.failAfter, policy.perGroup, policy.perCluster, policy.perSweep] }
    #expect(knobs(plan.policies.policy(for: "db")) == [3, 4, 4, 4])
    #expect(knobs(plan.policies.policy(for: "web-2")) == [3, 4, 5, 5])
    // The last that matches counts, alone: nothing of the first entry remains.
    #expect(knobs(plan.policies.policy(for: "web-1")) == [3, 4, 4, 6])
    #expect(plan.policies.policy(for: "web-1").maxDisconnected == .share(percent: 20))
    #expect(knobs(flagged.policies.policy(for: "web-1")) == [9, 4, 4, 6])
  }

  @Test("two entries may share an account where they agree, or never meet")
  func agreeing() {
    let pairs = [
      (#""clusters":["web"],"policy":{"fail_after":3}"#, #""clusters":["*","!web"]"#),
      (#""policy":{"fail_after":2}"#, #""clusters":["*"]"#),
      (#""clusters":["web-*"],"policy":{"fail_after":3}"#, #""clusters":["db-*"]"#),
      (#""clusters":["web","db"]"#, #""clusters":["web","db"]"#),
    ]
    for (first, second) in pairs {
      let text = #"{"accounts":[{"regions":["us-east-1"],\#(first)},{"regions":["us-east-1"],\#(second)}]}"#
      #expect(refusal(text).isEmpty, "\(first) \(second)")
    }
  }
}
