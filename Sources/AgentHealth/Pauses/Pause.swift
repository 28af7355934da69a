/// An operator's word that nothing is to be remediated in a scope, until its end.
public struct Pause: Hashable, Sendable {
  /// For what.
  public let scope: PauseScope
  /// Why, in the words of who paused.
  public let reason: String
  /// The ARN of who paused, as AWS's STS proved it.
  public let by: String
  /// When it was made.
  public let since: Timestamp
  /// When it ends by itself. Every pause has an end: one that nobody remembers would switch the tool off for ever.
  public let until: Timestamp

  /// A pause.
  public init(scope: PauseScope, reason: String, by: String, since: Timestamp, until: Timestamp) {
    self.scope = scope
    self.reason = reason
    self.by = by
    self.since = since
    self.until = until
  }

  /// Whether it has not ended. One that seems to begin in the future is in force: clocks differ.
  public func isInForce(at now: Timestamp) -> Bool { now < until }
}

/// All pauses that a store keeps.
public struct Pauses: Hashable, Sendable {
  /// Those that could be read, also those that have ended.
  public var list: [Pause]
  /// Why one or all could not be read; nil where all could. A pause that cannot be read is a pause of everything.
  public var unreadable: String?

  /// Some pauses.
  public init(_ list: [Pause] = [], unreadable: String? = nil) {
    self.list = list
    self.unreadable = unreadable
  }

  /// Why nothing may be done to this instance now; nil where no pause forbids it.
  public func ruling(
    _ target: Target, containerInstance: String, ec2Instance: String, group: String?, at now: Timestamp
  ) -> Ruling? {
    if let unreadable { return Ruling(.held, .paused, "the pauses could not be read: \(unreadable)") }
    let pauses = list.filter {
      $0.isInForce(at: now) && $0.scope.covers(target, containerInstance: containerInstance, ec2Instance: ec2Instance, group: group)
    }
    // The one that lasts longest says when anything can happen again.
    guard let pause = pauses.max(by: { ($0.until, $1.scope) < ($1.until, $0.scope) }) else { return nil }
    return Ruling(.held, .paused, "\(pause.scope) is paused until \(pause.until.text) by \(pause.by): \(pause.reason)")
  }
}
