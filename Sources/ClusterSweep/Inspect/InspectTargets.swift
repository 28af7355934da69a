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
  /// Targets read at once.
  let atOnce: Int

  /// Observations of the targets, in order, each read as `scans` says; what was not read in time is partial or failed, by name.
  func run(_ scans: [Target: ScanMode], until end: Duration) async -> [Observation] {
    guard !scans.isEmpty else { return [] }
    return await withTaskGroup(of: Observation?.self) { group in
      group.addTask {
        // A sleep that is cancelled has nothing more to end.
        do { try await time.sleep(end - time.monotonic()) } catch {}
        return nil
      }
      let registered = await scope.registered(in: scans.filter { $0.value == .filtered }.map(\.key))
      // Shuffled, so that what a deadline cuts off is not the same every time.
      let targets = scans.keys.shuffled()
      var waiting = targets[...]
      var observations: [Observation] = []
      func addNext() {
        guard let target = waiting.popFirst() else { return }
        group.addTask { await inspect(target, scans[target] ?? .full, registered[target]) }
      }
      for _ in 0..<max(1, atOnce) { addNext() }
      while observations.count < targets.count, let event = await group.next() {
        guard let observation = event else {
          group.cancelAll()
          continue
        }
        observations.append(observation)
        addNext()
      }
      group.cancelAll()
      return observations.sorted { $0.target < $1.target }
    }
  }

  /// Reads in full what a filtered scan left in doubt, and puts it in its place.
  func run(_ fallback: Fallback, over observations: [Observation], until end: Duration) async -> [Observation] {
    await progress.repeats(observations.filter { fallback.reasons[$0.target] != nil })
    return fallback.applied(to: observations, again: await run(fallback.reasons.mapValues { _ in .full }, until: end))
  }

  private func inspect(_ target: Target, _ scan: ScanMode, _ registered: FilteredCount.Registered?) async -> Observation {
    let key = RegionKey(target)
    let count = scan == .full ? nil : FilteredCount(registered: registered ?? .unknown("its Region was not asked"))
    guard !Task.isCancelled, let region = scope.regions[key] else {
      return Observation(target: target, coverage: .failed("deadline: its turn did not come"), filtered: count, gap: .notReached)
    }
    let struck = Set((memories[target] ?? Memory()).records.keys)
    let observation = await Inspect(target: target, ecs: region.ecs, struck: struck, tagged: tagged.ids(key), filtered: count).run()
    await progress.inspected(instances: observation.observed, disconnected: observation.disconnected)
    return observation
  }
}
