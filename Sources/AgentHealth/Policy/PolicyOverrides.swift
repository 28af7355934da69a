/// Some knobs and their values, as one layer of configuration sets them.
///
/// Layers apply in order: defaults, top level, account, last matching `cluster_policies` entry, flags.
public struct PolicyOverrides: Hashable, Sendable {
  private var texts: [PolicyKey: String] = [:]

  /// A layer that changes nothing.
  public init() {}

  /// Whether this layer changes nothing.
  public var isEmpty: Bool { texts.isEmpty }

  /// The value this layer gives `key`, as it was written; nil where it gives none.
  public subscript(_ key: PolicyKey) -> String? { texts[key] }

  /// Adds a value. Returns false, and adds nothing, where `text` is not what the key expects.
  public mutating func set(_ key: PolicyKey, to text: String) -> Bool {
    var probe = Policy()
    guard key.set(text, in: &probe) else { return false }
    texts[key] = text
    return true
  }
}

extension Policy {
  /// This policy with the values of one more layer in place of its own.
  public func applying(_ layer: PolicyOverrides) -> Policy {
    var policy = self
    for key in PolicyKey.allCases {
      if let text = layer[key] { _ = key.set(text, in: &policy) }
    }
    return policy
  }
}
