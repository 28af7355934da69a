/// Whether the strikes of an instance are known to be in the store.
public enum Confirmation: Hashable, Sendable {
  /// The store confirmed them, or this is a plan and they are as they would be.
  case confirmed
  /// Another sweep counted this target within `min_gap`; this one only reads.
  case countedElsewhere
  /// The store could not be read, or its answer was lost.
  case unknown(String)
}

/// One instance with all that is known of it: what the rules look at.
public struct InstanceCase: Hashable, Sendable {
  /// The instance as ECS described it.
  public var sighting: Sighting
  /// Its run of strikes, this sighting counted; nil where it has none.
  public var record: StrikeRecord?
  /// What EC2 and Auto Scaling say of it.
  public var facts: InstanceFacts
  /// Whether the strikes can be relied on.
  public var confirmation: Confirmation

  /// An instance with its record and facts.
  public init(sighting: Sighting, record: StrikeRecord?, facts: InstanceFacts, confirmation: Confirmation = .confirmed) {
    self.sighting = sighting
    self.record = record
    self.facts = facts
    self.confirmation = confirmation
  }
}

/// All that one sweep knows of one target.
public struct Picture: Hashable, Sendable {
  /// What was observed.
  public var observation: Observation
  /// The target's policy, all layers applied.
  public var policy: Policy
  /// The instances that are not healthy, or that carry our remediation tag.
  public var cases: [InstanceCase]
  /// Why clusters.json pauses it; nil where it does not.
  public var paused: String?

  /// Instances that count by Availability Zone ID, as far as the IDs are known.
  public var zones: [String: Int]

  /// A target's observation with policy and cases.
  public init(
    observation: Observation, policy: Policy, cases: [InstanceCase], zones: [String: Int] = [:], paused: String? = nil
  ) {
    self.zones = zones
    self.paused = paused
    self.observation = observation
    self.policy = policy
    self.cases = cases
  }

  /// Which cluster this is about.
  public var target: Target { observation.target }
}

/// One instance and what was decided about it.
public struct Judged: Hashable, Sendable {
  /// Its cluster.
  public let target: Target
  /// What was known of it.
  public let instance: InstanceCase
  /// What was decided.
  public var ruling: Ruling

  /// An instance with its ruling.
  public init(target: Target, instance: InstanceCase, ruling: Ruling) {
    self.target = target
    self.instance = instance
    self.ruling = ruling
  }
}
