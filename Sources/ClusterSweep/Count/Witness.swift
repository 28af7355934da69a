import AgentHealth
import FailureStore

/// What this sweep saw, told to the other workers: a tally for each target that was read completely.
struct Witness: Sendable {
  let store: any StrikeStore
  let now: Timestamp

  /// Writes the tallies of every Region, and says why where one could not be written.
  func run(_ observations: [Observation]) async -> [String] {
    var failures: [String] = []
    for (region, observations) in Dictionary(grouping: observations, by: \.target.region).sorted(by: { $0.key < $1.key }) {
      do {
        try await store.write(observations.compactMap { Tally($0, at: now) }, region: region)
      } catch {
        failures.append("its tallies could not be written: \(error)")
      }
    }
    return failures
  }
}
