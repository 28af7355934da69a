/// What one worker saw of one scope of an account in a Region: a witness for the others.
public struct Tally: Hashable, Sendable {
  /// The account.
  public let account: String
  /// Such as `cluster:web`. No white space.
  public let scope: String
  /// Container instances that were described.
  public let observed: Int
  /// How many of them are disconnected.
  public let disconnected: Int
  /// When.
  public let at: Timestamp

  /// A tally.
  public init(account: String, scope: String, observed: Int, disconnected: Int, at: Timestamp) {
    self.account = account
    self.scope = scope
    self.observed = observed
    self.disconnected = disconnected
    self.at = at
  }

  /// How long a store keeps a tally; who judges by it asks for younger ones.
  public static let lifetime: Duration = .seconds(86400)
}
