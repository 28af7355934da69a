/// Since when a scope is held, and since when it is not held any more.
public struct Hold: Hashable, Sendable {
  /// When the brake held it.
  public let heldAt: Timestamp
  /// When the brake released it; nil while it holds.
  public var releasedAt: Timestamp?

  /// A hold.
  public init(heldAt: Timestamp, releasedAt: Timestamp? = nil) {
    self.heldAt = heldAt
    self.releasedAt = releasedAt
  }

  /// How long a store keeps a hold after it was last written.
  public static let lifetime: Duration = .seconds(7 * 86400)
}
