import AgentHealth
import MockAWS

@testable import ClusterSweepTests

/// What the scenarios share: the defaults that a user gets, and the cluster that it happens in.
enum Incident {
  /// No knob turned.
  static let defaults = PolicyOverrides()

  /// Cluster `web` of the usual fleet: ten instances in one group, one of them dead.
  static func web(_ bench: SweepBench) throws -> [MockInstance] {
    try bench.mock.instances(account: SweepBench.account, region: SweepBench.region, cluster: "web")
  }
}

extension SweepBench {
  /// The instances that were really terminated, in order.
  var terminated: [String] {
    mock.mutations.filter { $0.wasCarriedOut && $0.operation == "TerminateInstances" }.flatMap(\.resources).filter { $0.hasPrefix("i-") }
  }
}
