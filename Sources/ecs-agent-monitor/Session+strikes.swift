import AWSCore
import AgentHealth
import ClusterSweep
import Configuration
import FailureStore
import SweepSession

extension Session {
  /// Who has strikes among the targets that a filter leaves, and what the next sweep would say.
  func strikes(in store: any StrikeStore, filter: ScopeFilter) async throws(StoreError) -> StrikesReport {
    let plans = plans(home: try await store.owner()?.account)
    let pauses = try await store.pauses()
    let targets = try await store.targets().keys.filter { plans.admits($0, filter: filter) }.sorted()
    let memories = try await store.recall(targets)
    let (now, paused) = (now, configuration.paused)
    let rows = targets.flatMap { target -> [StrikesReport.Row] in
      let (memory, plan) = (memories[target] ?? Memory(), plans.plan(for: target))
      return memory.records.sorted { $0.key < $1.key }.map { instance, record in
        StrikesReport.Row(
          target: target, containerInstance: instance, record: record, countedAt: memory.swept?.at,
          next: StrikeOutlook.next(
            record, of: instance, in: target, swept: memory.swept, plan: plan, paused: paused, pauses: pauses, now: now))
      }
    }
    return StrikesReport(store: store.name, rows: rows)
  }

  /// Clears the strikes of these container instances or EC2 instances, or of all that the filter leaves. AWS is asked only for the latter.
  func clearStrikes(
    of instances: Set<String>, filter: ScopeFilter, in store: any StrikeStore, home: AWSAccount
  ) async throws(Refusal) -> StrikesReport {
    let named = try await containerInstances(of: instances, filter: filter, home: home)
    var report = try await store.orRefuse { () async throws(StoreError) in try await strikes(in: store, filter: filter) }
    if !instances.isEmpty { report.rows.removeAll { row in !named.values.contains { $0.contains(row.containerInstance) } } }
    let struck = Set(report.rows.map(\.containerInstance))
    let missing = named.filter { $0.value.isDisjoint(with: struck) }.keys.sorted()
    guard missing.isEmpty, !report.rows.isEmpty else {
      let who = missing.isEmpty ? "nobody that the filters leave has" : "\(missing.joined(separator: ", ")) has no"
      throw Refusal(.usage, "\(who) strikes in \(store.name): nothing was cleared")
    }
    for (target, rows) in Dictionary(grouping: report.rows, by: \.target).sorted(by: { $0.key < $1.key }) {
      try await store.orRefuse { () async throws(StoreError) in try await store.clear(Set(rows.map(\.containerInstance)), of: target) }
    }
    report.clearedBy = home.identity.description
    return report
  }

  /// By what a person named: the container instances that are meant.
  private func containerInstances(
    of instances: Set<String>, filter: ScopeFilter, home: AWSAccount
  ) async throws(Refusal) -> [String: Set<String>] {
    let ec2Instances = instances.filter { $0.hasPrefix("i-") }
    var named = Dictionary(uniqueKeysWithValues: instances.subtracting(ec2Instances).map { ($0, Set([$0])) })
    guard !ec2Instances.isEmpty else { return named }
    let request = request(sweepID: "strikes", attempt: "strikes", mode: .plan, filter: filter)
    named.merge(try await Registrations(request, client: client, caller: caller, home: home).run(ec2Instances)) { $1 }
    return named
  }
}
