/// One instance that is not healthy, what was decided and what was done.
public struct InstanceReport: Hashable, Sendable {
  /// Its cluster.
  public let target: Target
  /// The container instance's ID.
  public let containerInstance: String
  /// The EC2 instance's ID.
  public let ec2Instance: String
  /// Its Auto Scaling group, if any.
  public let group: String?
  /// Strikes in its run, this sweep's included.
  public let strikes: Int
  /// When its run of strikes began.
  public let disconnectedSince: Timestamp?
  /// What was decided.
  public var ruling: Ruling
  /// What was done, in order.
  public var steps: [StepOutcome]
  /// ARNs of the tasks that ECS took for running on a ghost.
  public var tasks: [String] = []

  /// One instance's row.
  public init(
    target: Target, containerInstance: String, ec2Instance: String, group: String? = nil, strikes: Int = 0,
    disconnectedSince: Timestamp? = nil, ruling: Ruling, steps: [StepOutcome] = []
  ) {
    self.target = target
    self.containerInstance = containerInstance
    self.ec2Instance = ec2Instance
    self.group = group
    self.strikes = strikes
    self.disconnectedSince = disconnectedSince
    self.ruling = ruling
    self.steps = steps
  }

  /// The row of a judged instance.
  public init(_ judged: Judged) {
    let instance = judged.instance
    self.init(
      target: judged.target, containerInstance: instance.sighting.containerInstance, ec2Instance: instance.sighting.ec2Instance,
      group: instance.facts.membership?.group, strikes: instance.record?.count ?? 0, disconnectedSince: instance.record?.since,
      ruling: judged.ruling)
  }

  /// Whether it was replaced, or its stale registration removed, in this sweep.
  public var isRemediated = false
}

/// A remediation that was begun and is not ended.
public struct UnfinishedReport: Hashable, Sendable {
  /// Its account.
  public let account: String
  /// Its Region.
  public let region: String
  /// Its cluster, where a registration was seen.
  public let cluster: String?
  /// The EC2 instance that carries the tag.
  public let ec2Instance: String
  /// The tag's value: installation and sweep.
  public let tag: String
  /// Whether its agent is connected again: a person must decide, it is never killed.
  public let isStranded: Bool
  /// What is known, and the command that ends it, in one line.
  public let detail: String

  /// One open remediation.
  public init(account: String, region: String, cluster: String?, ec2Instance: String, tag: String, isStranded: Bool, detail: String) {
    self.account = account
    self.region = region
    self.cluster = cluster
    self.ec2Instance = ec2Instance
    self.tag = tag
    self.isStranded = isStranded
    self.detail = detail
  }
}

/// What became of the messages to people.
public struct NotificationReport: Hashable, Sendable {
  /// The SNS topic's ARN.
  public let topic: String
  /// Messages published.
  public var sent: Int
  /// Why one could not be published; nil where all were.
  public var error: String?

  /// The messages of one sweep.
  public init(topic: String, sent: Int = 0, error: String? = nil) {
    self.topic = topic
    self.sent = sent
    self.error = error
  }
}
