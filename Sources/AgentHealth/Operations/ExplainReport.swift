/// One rule, what it saw of an instance, and what it says.
public struct RuleFinding: Hashable, Sendable {
  /// The rule's name.
  public let rule: String
  /// The facts that it goes by, for people.
  public let facts: String
  /// What it says; nil where it lets the instance pass.
  public let ruling: Ruling?

  /// What a rule found.
  public init(rule: String, facts: String, ruling: Ruling?) {
    self.rule = rule
    self.facts = facts
    self.ruling = ruling
  }
}

/// Why one instance is judged as it is: every rule in order, on what was read just now.
public struct ExplainReport: Hashable, Sendable {
  /// The EC2 instance's ID.
  public let ec2Instance: String
  /// Every cluster in which it is registered, swept or not.
  public let registeredIn: [Target]
  /// The rules, as they were asked; the first that says something decides. Empty where the instance is healthy.
  public let findings: [RuleFinding]
  /// The plan that they are from.
  public let plan: SweepReport

  /// An instance, explained.
  public init(ec2Instance: String, registeredIn: [Target], findings: [RuleFinding], plan: SweepReport) {
    self.ec2Instance = ec2Instance
    self.registeredIn = registeredIn
    self.findings = findings
    self.plan = plan
  }

  /// What the plan says in the end, budgets and last look included; nil where it has nothing to say.
  public var row: InstanceReport? { plan.instances.first { $0.ec2Instance == ec2Instance } }
}
