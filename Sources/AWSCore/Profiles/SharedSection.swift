/// One section of a shared file: its keys in lower case, each with its value and its line. What prints it shows keys only: values may be
/// secrets.
struct SharedSection: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
  /// What stands behind a key.
  struct Entry: Sendable, Equatable {
    /// The text; empty for a nested block.
    var text: String
    /// The block of `key = value` lines below a key without a value of its own; nil for an ordinary value.
    var block: [String: String]?
    /// Such as `~/.aws/config:12`, for messages.
    var place: String
  }

  private(set) var entries: [String: Entry] = [:]

  /// Where a value is, and what; nil for a key that is absent or has an empty value.
  func value(_ key: String) -> Entry? {
    guard let entry = entries[key], entry.block == nil, !entry.text.isEmpty else { return nil }
    return entry
  }

  /// The text of a key; nil when absent or empty.
  subscript(key: String) -> String? { value(key)?.text }

  /// Whether the key stands there, be it without a value.
  func has(_ key: String) -> Bool { entries[key] != nil }

  mutating func set(_ key: String, _ entry: Entry) { entries[key] = entry }

  /// This section, with what `other` says instead where both say something.
  func overridden(by other: SharedSection) -> SharedSection {
    var merged = self
    merged.entries.merge(other.entries) { _, new in new }
    return merged
  }

  /// The keys, sorted.
  var description: String { entries.keys.sorted().joined(separator: " ") }

  /// Hides the values from `dump` and from reflection.
  var customMirror: Mirror { Mirror(self, children: ["keys": entries.keys.sorted()]) }
}
