public import AgentHealth

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
