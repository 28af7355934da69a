import AWSCore
import AWSServices
import AgentHealth

extension Scope {
  /// How many container instances ECS counts in each of `targets`: the first half of a filtered scan, 100 clusters a request.
  func registered(in targets: [Target]) async -> [Target: FilteredCount.Registered] {
    await withTaskGroup(of: [Target: FilteredCount.Registered].self) { group in
      for (key, targets) in Dictionary(grouping: targets, by: { RegionKey($0) }) {
        guard let region = regions[key] else { continue }
        group.addTask { await region.registered(in: targets) }
      }
      return await group.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
    }
  }
}

extension RegionScope {
  fileprivate func registered(in targets: [Target]) async -> [Target: FilteredCount.Registered] {
    do throws(AWSError) {
      let described = try await ecs.describeClusters(names: targets.map(\.cluster).sorted())
      let counts = Dictionary(described.clusters.map { ($0.name, $0.registeredInstances) }, uniquingKeysWith: { first, _ in first })
      let failures = Dictionary(described.failures.map { (($0.arn ?? "").nameOfARN, $0.reason) }, uniquingKeysWith: { first, _ in first })
      let registered = targets.map { target -> (Target, FilteredCount.Registered) in
        if let failure = failures[target.cluster] { return (target, .unknown("DescribeClusters answered \(failure)")) }
        if let count = counts[target.cluster] ?? nil { return (target, .count(count)) }
        return (target, .unknown("DescribeClusters gave no count of them"))
      }
      return Dictionary(uniqueKeysWithValues: registered)
    } catch {
      return Dictionary(uniqueKeysWithValues: targets.map { ($0, .unknown("\(error)")) })
    }
  }
}
