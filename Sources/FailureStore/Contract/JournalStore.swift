public import AgentHealth

/// Open remediations, by target and EC2 instance. They are recalled with their target.
public protocol JournalStore: Sendable {
  /// Opens a remediation, or takes over one whose claim ran out or is our own.
  ///
  /// False where another sweep is at work on the instance. Like all of the journal it is not ended by cancellation: a sweep that is told to
  /// stop still has to say what it leaves.
  func claim(_ entry: JournalEntry, now: Timestamp) async throws(StoreError) -> Bool

  /// Journals the step that is about to start.
  ///
  /// - Throws: also where the entry is not this owner's: taken over, settled, or lost with the store's contents. Another sweep may be at
  ///   work on the instance then.
  func journal(_ entry: JournalEntry) async throws(StoreError)

  /// Ends a remediation that succeeded: removes its journal entry and its instance's strikes.
  func settle(_ entry: JournalEntry) async throws(StoreError)
}

/// One open remediation, as the journal keeps it: an accelerator and a hint, never authority.
public struct JournalEntry: Hashable, Sendable {
  /// Its cluster.
  public let target: Target
  /// The EC2 instance's ID, the entry's key.
  public let ec2Instance: String
  /// The container instance's ID.
  public let containerInstance: String
  /// The sweep that began it.
  public let sweepID: String
  /// Random and different for each attempt of a sweep: who is at work on it.
  public let owner: String
  /// When the claim runs out and another sweep may take it over.
  public var expiresAt: Timestamp
  /// The step that was about to start last.
  public var step: Step

  /// An open remediation.
  public init(
    target: Target, ec2Instance: String, containerInstance: String, sweepID: String, owner: String, expiresAt: Timestamp, step: Step
  ) {
    self.target = target
    self.ec2Instance = ec2Instance
    self.containerInstance = containerInstance
    self.sweepID = sweepID
    self.owner = owner
    self.expiresAt = expiresAt
    self.step = step
  }
}
