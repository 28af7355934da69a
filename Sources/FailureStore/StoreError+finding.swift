import AgentHealth

extension StoreError {
  /// The doctor's finding for a store that cannot be opened.
  var finding: Finding {
    switch kind {
    case .unavailable, .configuration:
      Finding(
        .failed, "store", detail: message, advice: "correct the store's address or make it reachable from here",
        consequence: .runtimeFailure)
    case .owner, .schema:
      Finding(
        .failed, "store owner", detail: message, advice: "give this installation its own file or key_prefix", consequence: .runtimeFailure)
    }
  }
}
