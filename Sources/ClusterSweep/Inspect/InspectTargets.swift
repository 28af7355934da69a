import AWSCore
import AgentHealth
import FailureStore

/// The third stage for all targets: a bounded task group, in shuffled order, until its share of the deadline is over.
struct InspectTargets: Sendable {
  let scope: Scope
  let memories: [Target: Memory]
  let tagged: TaggedInstances
  let time: TimeSource
  let progress: SweepProgress

  /// Targets read at once. More would only queue in the event loop, which has 64 requests in flight in all.
  private static let atOnce = 48

  /// Observations of all targets, in order; what was not read in time is partial or failed, by name.
  func run(until end: Duration) async -> [Observation] {
    await withTaskGroup(of: Observation?.self) { group in
      group.addTask {
        // A sleep that is cancelled has nothing more to end.
        do { try await time.sleep(end - time.monotonic()) } catch {}
        return nil
      }
      // Shuffled, so that what a deadline cuts off is not the same every time.
      let targets = scope.targets.shuffled()
      var waiting = targets[...]
      var observations: [Observation] = []
      for target in waiting.prefix(Self.atOnce) { group.addTask { await inspect(target) } }
      waiting = waiting.dropFirst(Self.atOnce)
      while observations.count < targets.count, let event = await group.next() {
        guard let observation = event else {
          group.cancelAll()
          continue
        }
        observations.append(observation)
        if let next = waiting.popFirst() { group.addTask { await inspect(next) } }
      }
      group.cancelAll()
      return observations.sorted { $0.target < $1.target }
    }
  }

  private func inspect(_ target: Target) async -> Observation {
    let key = RegionKey(target)
    guard !Task.isCancelled, let region = scope.regions[key] else {
      return Observation(target: target, coverage: .failed("deadline: its turn did not come"))
    }
    let struck = Set((memories[target] ?? Memory()).records.keys)
    let observation = await Inspect(target: target, ecs: region.ecs, struck: struck, tagged: tagged.ids(key)).run()
    await progress.inspected(instances: observation.observed, disconnected: observation.disconnected)
    return observation
  }
}
