import AgentHealth
import ClusterSweep
import MockAWS
import Testing

extension SweepBench {
  /// The registrations whose agent is disconnected now, by EC2 instance ID.
  var dead: Set<String> {
    Set(mock.truth.filter { $0.containerInstanceID != nil && !$0.agentConnected }.map(\.ec2InstanceID))
  }

  /// The one dead instance of a small fleet.
  func deadInstance() throws -> MockInstance {
    let dead = mock.truth.filter { $0.containerInstanceID != nil && !$0.agentConnected }
    try #require(dead.count == 1)
    return dead[0]
  }

  /// A machine that somebody terminated after its agent had died: its registration stays, with its tasks.
  func makeGhost(in cluster: String = "batch", tasks: Int = 3) throws -> MockInstance {
    let registered = try mock.instances(account: Self.account, region: Self.region, cluster: cluster)
    let living = try #require(registered.last { $0.agentConnected && $0.ec2State == "running" })
    try mock.edit(living.ec2InstanceID) { ($0.agentConnected, $0.runningTasks) = (false, tasks) }
    try mock.edit(living.ec2InstanceID) { $0.ec2State = "terminated" }
    return living
  }

  /// Gives the dead instances' groups a capacity provider that manages nothing, unless `change` says so.
  func addProvider(_ change: (inout MockGroup) -> Void = { _ in }) throws {
    for dead in mock.truth where dead.containerInstanceID != nil && !dead.agentConnected && dead.ec2State == "running" {
      let group = try #require(dead.group)
      try mock.edit(dead.ec2InstanceID) { $0.capacityProvider = "provider-\(group)" }
      try mock.editGroup(account: dead.account, region: dead.region, name: group) {
        $0.capacityProvider = "provider-\(group)"
        change(&$0)
      }
    }
  }

  /// How often each EC2 instance was really changed by each operation.
  func mutated() -> [String: [String: Int]] {
    var changed: [String: [String: Int]] = [:]
    for call in mock.mutations where call.wasCarriedOut {
      for id in call.resources where id.hasPrefix("i-") { changed[call.operation, default: [:]][id, default: 0] += 1 }
    }
    return changed
  }

  /// The operations that really changed this instance, in order.
  func steps(of ec2Instance: String) -> [String] {
    mock.mutations.filter { $0.wasCarriedOut && $0.resources.contains(ec2Instance) }.map(\.operation)
  }

  /// All that is done to an instance that is replaced.
  static let allSteps = ["CreateTags", "DetachInstances", "TerminateInstances", "DeregisterContainerInstance"]
}

extension SweepReport {
  /// `verdict reason` of each row.
  var verdicts: [String] { instances.map { "\($0.ruling.verdict.rawValue) \($0.ruling.reason.rawValue)" } }

  /// `step result` of each row's steps.
  var steps: [String] {
    instances.flatMap(\.steps).map { outcome in
      let result =
        switch outcome.result {
        case .done: "done"
        case .alreadyDone: "already done"
        case .failed: "failed"
        }
      return "\(outcome.step.rawValue) \(result)"
    }
  }
}
