import AgentHealth
import FailureStore

/// The brake's memory, shared with all workers: what each saw, and what is held since when.
struct Witness: Sendable {
  let store: any StrikeStore
  let now: Timestamp

  /// Tells the others what this sweep saw: a tally for each target that was read completely, and for each of its zones.
  func tell(_ pictures: [Picture], installation: String) async -> [String] {
    var failures: [String] = []
    for (region, pictures) in Dictionary(grouping: pictures, by: \.target.region).sorted(by: { $0.key < $1.key }) {
      do {
        try await store.write(pictures.flatMap { $0.tallies(at: now, installation: installation) }, region: region)
      } catch {
        failures.append("its tallies could not be written: \(error)")
      }
    }
    return failures
  }

  /// What the others saw and what is held, for the scopes that `judge` will look at.
  func recall(_ pictures: [Picture], judge: Judge) async -> BrakeMemory {
    var memory = BrakeMemory()
    for (region, names) in judge.holdNames(pictures).sorted(by: { $0.key < $1.key }) {
      do {
        memory.tallies[region] = try await store.tallies(region: region)
        memory.holds[region] = try await store.holds(names, region: region)
      } catch {
        memory.unreadable[region] = error.message
      }
    }
    return memory
  }

  /// Remembers what this sweep holds and releases.
  func remember(_ holds: [String: [String: Hold]]) async -> [String] {
    var failures: [String] = []
    for (region, holds) in holds.sorted(by: { $0.key < $1.key }) {
      do {
        try await store.write(holds, region: region)
      } catch {
        failures.append("what is held in \(region) could not be written: \(error)")
      }
    }
    return failures
  }
}
