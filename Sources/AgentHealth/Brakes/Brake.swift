/// Rule 4, the brake of one scope under one limit: over it, every due instance of the scope is held.
public struct Brake: Hashable, Sendable {
  /// What is looked at as one.
  public let scope: BrakeScope
  /// How many there are, and how many of them are out.
  public let figures: BrakeFigures
  /// What the policy allows. Each instance is judged by the limit of its own cluster, in every scope that it is in.
  public let limit: Limit

  /// The brake of a scope.
  public init(_ scope: BrakeScope, _ figures: BrakeFigures, limit: Limit) {
    self.scope = scope
    self.figures = figures
    self.limit = limit
  }

  /// How many the limit allows.
  public var allowed: Int { limit.allowed(of: figures.observed) }

  /// Whether every due instance of the scope is held.
  public var holds: Bool { figures.disconnected > allowed }

  /// The figures, for people.
  public var detail: String { "\(figures.text) \(scope.place), \(allowed) allowed (max_disconnected \(limit))" }

  /// Its name in a store: the same scope under another limit is another hold.
  var name: String { "\(scope.name)@\(limit)" }
}
