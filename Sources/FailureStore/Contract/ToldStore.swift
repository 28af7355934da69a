public import AgentHealth

/// What the last message said of each instance, so that the next one tells only what has changed.
public protocol ToldStore: Sendable {
  /// By target and instance: what was told last, within 7 days.
  func told(_ targets: [Target]) async throws(StoreError) -> [Target: [String: String]]

  /// Notes what was told of a target's instances; nil forgets one.
  func tell(_ changes: [String: String?], of target: Target) async throws(StoreError)
}
