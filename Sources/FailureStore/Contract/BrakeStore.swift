public import AgentHealth

/// What the brake of one worker knows from the others, by Region: tallies as witnesses, and who is held since when.
public protocol BrakeStore: Sendable {
  /// Writes tallies of a Region, each in place of the last one of its account and scope.
  func write(_ tallies: [Tally], region: String) async throws(StoreError)

  /// The tallies of a Region that are younger than ``Tally/lifetime``. One that cannot be read is no witness.
  func tallies(region: String) async throws(StoreError) -> [Tally]

  /// Writes which scopes of a Region are held or released.
  func write(_ holds: [String: Hold], region: String) async throws(StoreError)

  /// The holds of these scopes of a Region. Throws for one that cannot be read: to take it for none would release it.
  func holds(_ scopes: [String], region: String) async throws(StoreError) -> [String: Hold]
}
