public import AgentHealth

/// What operators have paused, one pause for each scope.
public protocol PauseStore: Sendable {
  /// All pauses. What cannot be read is said in the answer, and is a pause of everything.
  func pauses() async throws(StoreError) -> Pauses

  /// Pauses a scope, in place of an earlier pause of the very same scope.
  func pause(_ pause: Pause) async throws(StoreError)

  /// Ends the pause of exactly this scope; false where there was none.
  func resume(_ scope: PauseScope) async throws(StoreError) -> Bool

  /// Ends all pauses, also those that cannot be read.
  func resumeAll() async throws(StoreError)
}
