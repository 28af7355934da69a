public import AgentHealth

/// The contract of every store: strikes, marks and journal, kept between sweeps.
///
/// Claims are by direction: after any loss no strike is counted twice and nothing is killed earlier; strikes may be lost.
/// Everything a store keeps expires, but the layout version and the owner.
public protocol StrikeStore: Sendable {
  /// Where this store is, for people: `file .state/strikes.json`, `redis cache.example.com:6379`. Never holds a secret.
  var name: String { get }

  /// Checks the layout version and who owns the keys, and claims them where nobody does.
  ///
  /// A read-only store writes nothing and accepts keys that nobody owns.
  /// Throws ``StoreError`` of kind `owner` or `schema` where they are another's or newer.
  func open(as owner: StoreOwner) async throws(StoreError)

  /// Reads what is remembered of `targets`, in one pipeline. Targets of which nothing is known have an empty ``Memory``.
  func recall(_ targets: [Target]) async throws(StoreError) -> [Target: Memory]

  /// Takes each target's turn and writes its counts, whole blocks at a time.
  ///
  /// Never throws for one target: each has its own ``CountResult``.
  func count(_ counts: [TargetCount]) async -> [Target: CountResult]

  /// Opens a remediation, or takes over one whose claim ran out or is our own.
  ///
  /// False where another sweep is at work on the instance. Like all of the journal it is not ended by cancellation: a sweep that is told to
  /// stop still has to say what it leaves.
  func claim(_ entry: JournalEntry, now: Timestamp) async throws(StoreError) -> Bool

  /// Journals the step that is about to start. The entry must have been claimed.
  func journal(_ entry: JournalEntry) async throws(StoreError)

  /// Ends a remediation that succeeded: removes its journal entry and its instance's strikes.
  func settle(_ entry: JournalEntry) async throws(StoreError)

  /// Whether the store is fit to be used by `owner`: reached, not another's, writable. For `doctor`, whatever the access; the store need
  /// not be open. Claims nothing and leaves nothing behind.
  func checkup(as owner: StoreOwner) async -> [Finding]

  /// Gives up what the store holds open, such as a lock file or a connection.
  func close() async
}

/// Who owns a key prefix: another owner is refused by name.
public struct StoreOwner: Hashable, Sendable {
  /// The caller's AWS account.
  public let account: String
  /// The installation's name, `[A-Za-z0-9_.-]{1,32}`.
  public let installation: String

  /// An owner.
  public init(account: String, installation: String) {
    self.account = account
    self.installation = installation
  }
}

/// What a store remembers of one target.
public struct Memory: Hashable, Sendable {
  /// The previous sweep that counted; nil where none did within 30 days.
  public var swept: SweepMark?
  /// Runs of strikes by container instance ID.
  public var records: [String: StrikeRecord]
  /// Open remediations by EC2 instance ID.
  public var journal: [String: JournalEntry]

  /// What is remembered of a target.
  public init(swept: SweepMark? = nil, records: [String: StrikeRecord] = [:], journal: [String: JournalEntry] = [:]) {
    self.swept = swept
    self.records = records
    self.journal = journal
  }
}

/// What one sweep counts in one target.
public struct TargetCount: Hashable, Sendable {
  /// Which cluster.
  public let target: Target
  /// This sweep's mark.
  public let sweep: SweepMark
  /// The mark that ``StrikeStore/recall(_:)`` gave: where it has changed since, another sweep counted and this one must not.
  public let previous: SweepMark?
  /// Random and different for each attempt of a sweep.
  public let nonce: String
  /// How long the turn is held.
  public let minGap: Duration
  /// How long a record lives.
  public let maxGap: Duration
  /// By container instance ID: what to write. ``Advance/none`` and ``Advance/alreadyCounted(_:)`` write nothing.
  public let advances: [String: Advance]
  /// Container instance IDs whose strikes are to be removed.
  public let cleared: Set<String>

  /// The counts of one target.
  public init(
    target: Target, sweep: SweepMark, previous: SweepMark?, nonce: String, minGap: Duration, maxGap: Duration,
    advances: [String: Advance], cleared: Set<String>
  ) {
    self.target = target
    self.sweep = sweep
    self.previous = previous
    self.nonce = nonce
    self.minGap = minGap
    self.maxGap = maxGap
    self.advances = advances
    self.cleared = cleared
  }
}

/// What became of one target's counts.
public enum CountResult: Hashable, Sendable {
  /// Written. `unknown` are the container instances whose block's answer was lost or whose count was not the expected one.
  case counted(unknown: Set<String>)
  /// Another sweep counted this target within `min_gap` or since the recall.
  case countedElsewhere
  /// Nothing is known to have been written: one line for people.
  case failed(String)
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
