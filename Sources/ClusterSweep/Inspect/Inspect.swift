import AWSCore
import AWSServices
import AgentHealth

/// The third stage, for one target: list all or let ECS filter, describe what was listed, keep the disconnected and the tallies.
struct Inspect: Sendable {
  let target: Target
  let ecs: ECS
  /// Container instances with strikes: described also where the listing misses them.
  let struck: Set<String>
  /// EC2 instances with our remediation tag: kept also where their agent is connected.
  let tagged: Set<String>
  /// What a filtered scan begins with; nil for a full one.
  let filtered: FilteredCount?

  /// Pages described at once within one target. The event loop bounds the sum over all targets.
  private static let pagesAtOnce = 4

  func run() async -> Observation {
    var tally = ObservationTally(struck: struck, tagged: tagged, filtered: filtered)
    await withTaskGroup(of: DescribedPage.self) { group in
      var inFlight = 0
      for list in lists {
        do throws(AWSError) {
          var pages = ecs.listContainerInstances(cluster: target.cluster, filter: list.filter).makeAsyncIterator()
          while let page = try await pages.next() {
            let ids = tally.listed(page.map(ContainerInstance.id(ofARN:)), by: list)
            if inFlight == Self.pagesAtOnce, let done = await group.next() {
              inFlight -= 1
              tally.add(done)
            }
            group.addTask { await describe(ids) }
            inFlight += 1
          }
        } catch {
          if list != .all, error.code == "InvalidParameterException" {
            tally.refused("\(error)")
            break
          }
          tally.missing(why(error), Gap(error) ?? .failed)
        }
      }
      for await done in group { tally.add(done) }
    }
    let unlisted = struck.subtracting(tally.seen).sorted()
    if !unlisted.isEmpty { tally.add(await describe(unlisted)) }
    return tally.observation(of: target)
  }

  /// A full scan keeps every instance with our tag that it meets; a filtered one must ask for them.
  private var lists: [InstanceList] {
    guard filtered != nil else { return [.all] }
    return tagged.isEmpty ? [.disconnected] : [.disconnected, .machines(tagged.sorted())]
  }

  private func describe(_ ids: [String]) async -> DescribedPage {
    do throws(AWSError) {
      return .described(try await ecs.describeContainerInstances(cluster: target.cluster, ids: ids), asked: ids)
    } catch {
      return .failed("\(why(error)) (\(ids.count) instances)", Gap(error) ?? .failed)
    }
  }

  private func why(_ error: any Error) -> String { Task.isCancelled ? "deadline: \(error)" : "\(error)" }
}

/// Which of a cluster's container instances are listed; the filters are in ECS's cluster query language.
enum InstanceList: Hashable, Sendable {
  case all
  case disconnected
  case machines(_ ec2Instances: [String])

  var filter: String? {
    switch self {
    case .all: nil
    case .disconnected: "agentConnected == false"
    case .machines(let ids): "ec2InstanceId in [\(ids.map { "'\($0)'" }.joined(separator: ","))]"
    }
  }
}

/// What became of one batch of DescribeContainerInstances.
enum DescribedPage: Sendable {
  case described(ECS.Description, asked: [String])
  case failed(String, Gap)
}
