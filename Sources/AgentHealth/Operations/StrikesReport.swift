/// Who has strikes, and what the next sweep would make of them.
public struct StrikesReport: Hashable, Sendable {
  /// One container instance with strikes.
  public struct Row: Hashable, Sendable {
    /// Its cluster.
    public let target: Target
    /// The container instance's ID.
    public let containerInstance: String
    /// Its run of strikes.
    public let record: StrikeRecord
    /// When its cluster was counted last.
    public let countedAt: Timestamp?
    /// What a sweep would say now that saw it disconnected still: by strikes and pauses alone. Nil where the configuration does not sweep it.
    public let next: Ruling?

    /// One row.
    public init(target: Target, containerInstance: String, record: StrikeRecord, countedAt: Timestamp?, next: Ruling?) {
      self.target = target
      self.containerInstance = containerInstance
      self.record = record
      self.countedAt = countedAt
      self.next = next
    }
  }

  /// Where they are kept.
  public var store: String
  /// By target and container instance.
  public var rows: [Row]
  /// The ARN of who cleared them; nil where they were only read.
  public var clearedBy: String?

  /// Strikes of a store.
  public init(store: String, rows: [Row], clearedBy: String? = nil) {
    self.store = store
    self.rows = rows
    self.clearedBy = clearedBy
  }
}
