/// What is paused, or what a person has just paused or resumed.
public struct PausesReport: Hashable, Sendable {
  /// What became of the pauses.
  public enum Change: String, Hashable, Sendable {
    case listed
    case paused
    case resumed
  }

  /// Where they are kept.
  public var store: String
  /// What became of ``pauses``.
  public var change: Change
  /// The ARN of who changed them; nil where they were only read.
  public var by: String?
  /// The pauses: all that are kept, or those that were changed.
  public var pauses: Pauses
  /// What is good to know, in sentences.
  public var warnings: [String]
  /// Auto Scaling groups whose failed replacements were forgotten, as `account/region/name`.
  public var forgiven: [String] = []
  /// The time of the command.
  public var now: Timestamp

  /// Pauses of a store.
  public init(store: String, change: Change, by: String? = nil, pauses: Pauses, warnings: [String] = [], now: Timestamp) {
    self.store = store
    self.change = change
    self.by = by
    self.pauses = pauses
    self.warnings = warnings
    self.now = now
  }
}
