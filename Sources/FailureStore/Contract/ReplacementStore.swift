public import AgentHealth

/// What each Auto Scaling group was told to replace, by all workers. A group is named `account/name`.
public protocol ReplacementStore: Sendable {
  /// Those of each group that were begun within ``Replacement/memory``. Throws for one that cannot be read: to take it for none would let
  /// the next go.
  func replacements(in groups: [String], region: String) async throws(StoreError) -> [String: [Replacement]]

  /// Notes one before its first step. Where it is known already its last time counts: the group did not let it go before.
  func note(_ replacement: Replacement, in group: String, region: String) async throws(StoreError)

  /// Forgets those of a group, at a person's word; false where there were none.
  func forgetReplacements(in group: String, region: String) async throws(StoreError) -> Bool
}
