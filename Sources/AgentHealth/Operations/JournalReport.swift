/// The open remediations that the journal knows. It is a hint: the remediation tag on the EC2 instance is the record.
public struct JournalReport: Hashable, Sendable {
  /// One open remediation.
  public struct Row: Hashable, Sendable {
    /// Its cluster.
    public let target: Target
    /// The EC2 instance's ID.
    public let ec2Instance: String
    /// The container instance's ID.
    public let containerInstance: String
    /// The sweep that wrote it last.
    public let sweepID: String
    /// The step that was about to start last.
    public let step: Step
    /// Until when a sweep is at work on it, if it lives; nil where none is.
    public let claimedUntil: Timestamp?

    /// One row.
    public init(
      target: Target, ec2Instance: String, containerInstance: String, sweepID: String, step: Step, claimedUntil: Timestamp?
    ) {
      self.target = target
      self.ec2Instance = ec2Instance
      self.containerInstance = containerInstance
      self.sweepID = sweepID
      self.step = step
      self.claimedUntil = claimedUntil
    }
  }

  /// Where it is kept.
  public var store: String
  /// By target and EC2 instance.
  public var rows: [Row]

  /// The journal of a store.
  public init(store: String, rows: [Row]) {
    self.store = store
    self.rows = rows
  }
}
