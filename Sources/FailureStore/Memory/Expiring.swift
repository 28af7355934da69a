import AgentHealth

/// A value with an end, as a key with a TTL.
struct Expiring<Value: Sendable>: Sendable {
  var value: Value
  /// The first moment at which it is gone.
  var expiresAt: Timestamp

  /// The value, while it lives.
  func value(at now: Timestamp) -> Value? { now < expiresAt ? value : nil }
}

extension Expiring: Equatable where Value: Equatable {}
