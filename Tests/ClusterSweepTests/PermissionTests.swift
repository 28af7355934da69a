import AWSCore
import AWSServices
import AgentHealth
import ClusterSweep
import Foundation
import MockAWS
import Testing

/// The printed policies against what sweeps really ask for.
@Suite("The permissions of a sweep")
struct PermissionTests {
  struct Document: Decodable {
    struct Allowed: Decodable {
      let Sid: String, Action: [String], Resource: [String]?, Principal: [String: String]?, Condition: [String: [String: [String]]]?
    }
    let Version: String, Statement: [Allowed]

    var actions: Set<String> { Set(Statement.flatMap(\.Action)) }
    func statement(_ action: String) -> Allowed? { Statement.first { $0.Action == [action] } }

    init(_ json: String) throws { self = try JSONDecoder().decode(Document.self, from: Data(json.utf8)) }
  }

  private static func policies(
    _ plans: [AccountPlan], mode: SweepMode, installation: String = "default", topic: String? = SweepBench.topic
  ) throws -> AccessPolicies {
    try AccessPolicies(accounts: plans, installation: installation, topic: topic, mode: mode)
  }

  /// What was called, but GetCallerIdentity, which needs no permission.
  private static func needed(_ calls: some Sequence<String>) -> Set<String> {
    Set(calls).subtracting(["sts:GetCallerIdentity"])
  }

  /// What no sweep calls, and people do by `journal release`.
  private static let people: Set<String> = ["ec2:DeleteTags"]

  @Test("of a plan are what a plan calls, none missing and none idle")
  func plan() async throws {
    try await SweepBench.with { bench in
      _ = try await bench.sweep()
      _ = try bench.makeGhost()
      try bench.addProvider { $0.impairedZoneBehavior = "IgnoreUnhealthy" }
      let before = bench.mock.callCounts
      // What is due gets its last look in a plan too.
      #expect(try await Set(bench.sweep(.plan).verdicts) == ["due disconnected", "due ghost"])
      let called = bench.mock.callCounts.filter { $0.value > before[$0.key, default: 0] }.keys
      let policies = try Self.policies(bench.plans, mode: .plan)
      let (member, caller) = (try Document(policies.member()), try Document(policies.caller()))
      #expect(member.actions.union(caller.actions) == Self.needed(called))
      #expect(member.actions.isDisjoint(with: caller.actions))
    }
  }

  @Test("of a sweep that replaces are what it calls, none missing and none idle", arguments: ScanMode.allCases)
  func apply(scan: ScanMode) async throws {
    let policy = SweepBench.overrides([.maxDisconnected: "50%", .scan: scan.rawValue])
    try await SweepBench.with(policy: policy) { bench in
      _ = try bench.makeGhost()
      try bench.addProvider { $0.impairedZoneBehavior = "IgnoreUnhealthy" }
      for _ in 1...2 { #expect(try await bench.sweep().exitStatus == 0) }
      #expect(bench.mutated().keys.sorted() == SweepBench.allSteps.sorted())
      let policies = try Self.policies(bench.plans, mode: .apply)
      let (member, caller) = (try Document(policies.member()), try Document(policies.caller()))
      #expect(member.actions.union(caller.actions) == Self.needed(bench.mock.callCounts.keys).union(Self.people))
      #expect(member.actions.isDisjoint(with: caller.actions))
    }
  }

  @Test("of a sweep that lets groups end instances are what it calls, and not what it does not", arguments: RemediationMethod.allCases)
  func methods(method: RemediationMethod) async throws {
    let policy = SweepBench.overrides([.maxDisconnected: "50%", .method: method.rawValue])
    try await SweepBench.with(policy: policy) { bench in
      _ = try bench.makeGhost()
      try bench.addProvider { $0.impairedZoneBehavior = "IgnoreUnhealthy" }
      for _ in 1...2 { #expect(try await bench.sweep().exitStatus == 0) }
      let policies = try Self.policies(bench.plans, mode: .apply)
      let printed = try Document(policies.member()).actions.union(Document(policies.caller()).actions)
      // What was detached by others, or by an earlier policy, is terminated by EC2.
      let unused = method == .detach ? Self.people : Self.people.union(["ec2:TerminateInstances"])
      #expect(printed == Self.needed(bench.mock.callCounts.keys).union(unused))
    }
  }

  @Test("the session policy of a plan allows every read and no change", arguments: Permission.allCases)
  func sessionPolicy(_ permission: Permission) throws {
    let allowed = try #require(try JSONSerialization.jsonObject(with: Data(AssumedRole.readOnlyPolicy.utf8)) as? [String: Any])
    let statements = try #require(allowed["Statement"] as? [[String: Any]])
    let patterns = statements.flatMap { $0["Action"] as? [String] ?? [] }
    let isAllowed = patterns.contains { Glob.matches($0, permission.rawValue) }
    if [.look, .lookAtHooks, .find].contains(permission.purpose) { #expect(isAllowed) }
    if permission.isChange { #expect(!isAllowed) }
  }

  @Test("are as narrow as IAM can make them")
  func narrow() throws {
    let plan = AccountPlan(
      accountID: SweepBench.account, roles: ["arn:aws-cn:iam::\(SweepBench.account):role/monitor"], regions: NameFilter(["cn-north-1"]))
    let topic = "arn:aws-cn:sns:cn-north-1:\(SweepBench.account):agents"
    let policies = try Self.policies([plan], mode: .apply, installation: "blue", topic: topic)
    let member = try Document(policies.member())
    #expect(member.Version == "2012-10-17")
    let terminate = try #require(member.statement("ec2:TerminateInstances"))
    #expect(terminate.Resource == ["arn:aws-cn:ec2:*:*:instance/*"])
    #expect(terminate.Condition == ["StringLike": ["aws:ResourceTag/ecs-agent-monitor:remediation": ["blue/*"]]])
    let tag = try #require(member.statement("ec2:CreateTags"))
    #expect(
      tag.Condition == [
        "StringLike": ["aws:RequestTag/ecs-agent-monitor:remediation": ["blue/*"]],
        "ForAllValues:StringEquals": ["aws:TagKeys": ["ecs-agent-monitor:remediation"]],
      ])
    let untag = try #require(member.statement("ec2:DeleteTags"))
    #expect(untag.Resource == terminate.Resource)
    #expect(
      untag.Condition == [
        "StringLike": ["aws:ResourceTag/ecs-agent-monitor:remediation": ["blue/*"]],
        "ForAllValues:StringEquals": ["aws:TagKeys": ["ecs-agent-monitor:remediation"]],
      ])
    #expect(
      member.statement("autoscaling:DetachInstances")?.Resource == ["arn:aws-cn:autoscaling:*:*:autoScalingGroup:*:autoScalingGroupName/*"])
    #expect(member.statement("ecs:DeregisterContainerInstance")?.Resource == ["arn:aws-cn:ecs:*:*:cluster/*"])
    let caller = try Document(policies.caller())
    #expect(caller.statement("sts:AssumeRole")?.Resource == plan.roles)
    #expect(caller.statement("sns:Publish")?.Resource == [topic])
  }

  @Test("no change is allowed on everything, and none without being listed as one")
  func changes() throws {
    let plan = AccountPlan(roles: ["arn:aws:iam::\(SweepBench.account):role/monitor"], regions: NameFilter(["us-east-1"]))
    let member = try Document(Self.policies([plan], mode: .apply).member())
    let changes = Set(Permission.allCases.filter(\.isChange).map(\.rawValue))
    for statement in member.Statement where statement.Resource == ["*"] { #expect(changes.isDisjoint(with: statement.Action)) }
    for mode in [SweepMode.plan, .warn] {
      #expect(try Document(Self.policies([plan], mode: mode).member()).actions.isDisjoint(with: changes))
    }
    #expect(try Document(Self.policies([plan], mode: .plan).caller()).actions == ["sts:AssumeRole"])
    #expect(try Document(Self.policies([plan], mode: .warn).caller()).actions == ["sts:AssumeRole", "sns:Publish"])
  }

  @Test("of a caller that sweeps its own account are its own and a member's")
  func ownAccount() throws {
    let policies = try Self.policies([AccountPlan(regions: NameFilter(["us-east-1"]))], mode: .apply)
    let own = Permission.needed(for: [.look, .replace, .detach, .release]).map(\.rawValue)
    #expect(try Document(policies.caller()).actions == Set(own).union(["sns:Publish"]))
    #expect(throws: AccessPolicies.Impossible.self) { try policies.member() }
  }

  @Test("of an organization are what sweeping it calls, none missing and none idle")
  func organization() async throws {
    let fleet = MockFleet(accounts: 2, regions: 1, clusters: 1, instances: 24, disconnected: .count(1)).inOrganization()
    let organization = OrganizationPlan(
      roles: ["ecs-agent-monitor"], template: AccountPlan(regions: NameFilter(["us-*"]), policies: PolicyLayers(top: SweepBench.policy)))
    try await SweepBench.with(fleet) { bench in
      _ = try bench.makeGhost(in: "web")
      try bench.addProvider { $0.impairedZoneBehavior = "IgnoreUnhealthy" }
      for _ in 1...2 { #expect(try await bench.sweep(plans: [], organization: organization).exitStatus == 0) }
      let policies = try AccessPolicies(
        accounts: [], organization: organization, installation: "default", topic: SweepBench.topic, mode: .apply)
      let (member, caller) = (try Document(policies.member()), try Document(policies.caller()))
      #expect(member.actions.union(caller.actions) == Self.needed(bench.mock.callCounts.keys).union(Self.people))
      #expect(caller.statement("sts:AssumeRole")?.Resource == ["arn:aws:iam::*:role/ecs-agent-monitor"])
      #expect(member.actions.contains("ec2:DescribeRegions") && caller.actions.contains("organizations:ListAccounts"))
    }
  }

  @Test("of a chain let the caller assume its first role only")
  func chain() throws {
    let arns = ["hub", "spoke"].map { "arn:aws:iam::\(SweepBench.account):role/\($0)" }
    let plan = AccountPlan(roles: arns, regions: NameFilter(["us-east-1"]))
    #expect(try Document(Self.policies([plan], mode: .plan).caller()).statement("sts:AssumeRole")?.Resource == [arns[0]])
  }

  @Test("of a caller that enters Redis with IAM allow it exactly that cache and user", arguments: [false, true])
  func cache(isServerless: Bool) throws {
    let plan = AccountPlan(roles: ["arn:aws-cn:iam::\(SweepBench.account):role/monitor"], regions: NameFilter(["cn-north-1"]))
    func connect(in region: String?) throws -> [String]? {
      let cache = AccessPolicies.Cache(name: "agents", user: "monitor", isServerless: isServerless, region: region)
      let policies = try AccessPolicies(accounts: [plan], installation: "default", topic: nil, cache: cache, mode: .plan)
      #expect(try Document(policies.member()).statement("elasticache:Connect") == nil)
      return try Document(policies.caller()).statement("elasticache:Connect")?.Resource
    }
    let kind = isServerless ? "serverlesscache" : "replicationgroup"
    #expect(
      try connect(in: "cn-north-1") == [
        "arn:aws-cn:elasticache:cn-north-1:*:\(kind):agents", "arn:aws-cn:elasticache:cn-north-1:*:user:monitor",
      ])
    #expect(try connect(in: nil) == ["arn:aws-cn:elasticache:*:*:\(kind):agents", "arn:aws-cn:elasticache:*:*:user:monitor"])
  }

  @Test("cannot be written for two partitions at once")
  func partitions() {
    let plans = ["us-east-1", "us-gov-west-1"].map { AccountPlan(regions: NameFilter([$0])) }
    #expect(throws: AccessPolicies.Impossible.self) { try Self.policies(plans, mode: .apply) }
  }

  @Test("the trust policy names who assumes the role, and that an external ID is needed, not which")
  func trust() throws {
    let plan = AccountPlan(
      roles: ["arn:aws-us-gov:iam::\(SweepBench.account):role/monitor"], externalID: "b3f1c0de", regions: NameFilter(["us-gov-west-1"]))
    let policies = try Self.policies([plan], mode: .apply)
    let text = try policies.trust(principal: "222233334444")
    #expect(!text.contains("b3f1c0de"))
    let statement = try #require(try Document(text).Statement.first)
    #expect(statement.Action == ["sts:AssumeRole"])
    #expect(statement.Principal == ["AWS": "arn:aws-us-gov:iam::222233334444:root"])
    #expect(statement.Condition == ["StringEquals": ["sts:ExternalId": ["EXTERNAL_ID"]]])
    let role = "arn:aws-us-gov:iam::222233334444:role/runner"
    #expect(try Document(policies.trust(principal: role)).Statement.first?.Principal == ["AWS": role])
    let inOrganization = try #require(try Document(policies.trust(principal: role, organization: "o-exampleorgid")).Statement.first)
    #expect(
      inOrganization.Condition == ["StringEquals": ["sts:ExternalId": ["EXTERNAL_ID"], "aws:PrincipalOrgID": ["o-exampleorgid"]]])
    for wrong in ["2222", "*", "arn:aws:s3:::bucket"] {
      #expect(throws: AccessPolicies.Impossible.self) { try policies.trust(principal: wrong) }
    }
    let other = AccountPlan(roles: plan.roles, externalID: "another", regions: plan.regions)
    #expect(throws: AccessPolicies.Impossible.self) { try Self.policies([plan, other], mode: .apply).trust(principal: "222233334444") }
  }
}
