import AWSCore
import AWSServices
import AgentHealth

/// The third stage, for one target: list, describe, keep the disconnected and the tallies.
struct Inspect: Sendable {
  let target: Target
  let ecs: ECS
  /// Container instances with strikes: described also where the listing misses them.
  let struck: Set<String>
  /// EC2 instances with our remediation tag: kept also where their agent is connected.
  let tagged: Set<String>

  /// Pages described at once within one target. The event loop bounds the sum over all targets.
  private static let pagesAtOnce = 4

  func run() async -> Observation {
    var tally = ObservationTally(struck: struck, tagged: tagged)
    await withTaskGroup(of: DescribedPage.self) { group in
      var inFlight = 0
      do {
        for try await page in ecs.listContainerInstances(cluster: target.cluster) {
          let ids = tally.listed(page.map(ContainerInstance.id(ofARN:)))
          if inFlight == Self.pagesAtOnce, let done = await group.next() {
            inFlight -= 1
            tally.add(done)
          }
          group.addTask { await describe(ids) }
          inFlight += 1
        }
      } catch {
        tally.missing(why(error))
      }
      for await done in group { tally.add(done) }
    }
    let unlisted = struck.subtracting(tally.seen).sorted()
    if !unlisted.isEmpty { tally.add(await describe(unlisted)) }
    return tally.observation(of: target)
  }

  private func describe(_ ids: [String]) async -> DescribedPage {
    do {
      return .described(try await ecs.describeContainerInstances(cluster: target.cluster, ids: ids), asked: ids)
    } catch {
      return .failed("\(why(error)) (\(ids.count) instances)")
    }
  }

  private func why(_ error: any Error) -> String { Task.isCancelled ? "deadline: \(error)" : "\(error)" }
}

/// What became of one batch of DescribeContainerInstances.
enum DescribedPage: Sendable {
  case described(ECS.Description, asked: [String])
  case failed(String)
}
