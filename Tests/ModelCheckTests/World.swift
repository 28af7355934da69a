import AgentHealth

@testable import AgentHealthTests

/// A small AWS: machines in groups, registered in two clusters, with agents that come and go.
struct World {
  static let installation = "ours"
  static let targets = ["web", "batch"].map { Target(account: "111122223333", region: "us-east-1", cluster: $0) }

  struct Machine {
    let number: Int
    let target: Int
    let launchedAt: Timestamp
    var group: String?
    var lifecycle = "InService"
    var state = "running"
    var connected = true
    /// It will not connect again.
    var isDead = false
    var version: Int64 = 1
    var disconnectedAt: Timestamp
    var isRegistered = true
    var tag: String?
    var isProtected = false
    /// Whether it is registered once more in a cluster that is not swept, and connected there.
    var hasConnectedTwin = false

    var ec2: String { "i-" + String(10_000_000 + number) }
    var container: String { "ci-\(number)" }
    var isOurs: Bool { tag?.hasPrefix("\(World.installation)/") ?? false }
    var isRunning: Bool { state == "running" }

    var sighting: Sighting {
      Sighting(
        containerInstance: container, ec2Instance: ec2, agentConnected: connected, status: "ACTIVE", version: version,
        registeredAt: launchedAt)
    }

    var facts: InstanceFacts {
      InstanceFacts(
        ec2State: state, launchedAt: launchedAt, remediationTag: tag, membership: group.map { .init(group: $0, lifecycleState: lifecycle) },
        group: group.map { _ in GroupFacts(desired: 1, inService: 1) })
    }
  }

  var random: SeededGenerator
  var now = Timestamp(seconds: 1_790_000_000)
  /// How far the store's clock is off: the machine's own, which may jump.
  var storeSkew: Duration = .zero
  var machines: [Machine] = []
  var storeNow: Timestamp { now + storeSkew }

  init(seed: UInt64) {
    random = SeededGenerator(state: seed)
    // Whether both clusters are served by the same Auto Scaling groups.
    let sharesGroups = chance(3)
    for target in World.targets.indices {
      for number in 0..<Int.random(in: 3...8, using: &random) {
        launch(in: target, group: "\(sharesGroups ? 0 : target)-\(number % 2)", age: 86400)
      }
    }
  }

  /// Which machine a sighting is of.
  static func number(of sighting: Sighting) -> Int { Int(sighting.containerInstance.dropFirst(3)) ?? 0 }

  /// By their names in the budgets.
  var taggedInstances: Set<String> {
    Set(machines.filter { $0.isOurs && $0.isRunning }.map { Self.targets[$0.target].budgetName($0.ec2) })
  }

  mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

  mutating func launch(in target: Int, group: String, age: Int = 0) {
    let at = now - .seconds(age)
    machines.append(Machine(number: machines.count, target: target, launchedAt: at, group: group, disconnectedAt: at))
    if age == 0 && chance(4) { disconnect(machines.count - 1, forGood: true) }
  }

  mutating func disconnect(_ index: Int, forGood: Bool) {
    guard machines[index].isRunning, machines[index].isRegistered else { return }
    if machines[index].connected {
      machines[index].connected = false
      machines[index].version += 1
      machines[index].disconnectedAt = now
    }
    if forGood { machines[index].isDead = true }
  }

  mutating func connect(_ index: Int) {
    guard machines[index].isRunning, machines[index].isRegistered, !machines[index].connected, !machines[index].isDead else { return }
    machines[index].connected = true
    machines[index].version += 1
  }

  /// Something happens that no sweep did.
  mutating func happen() {
    let index = Int.random(in: 0..<machines.count, using: &random)
    guard machines[index].isRegistered, machines[index].isRunning else { return }
    switch Int.random(in: 0..<40, using: &random) {
    case 0..<11: disconnect(index, forGood: true)
    case 11..<17: disconnect(index, forGood: false)
    case 17..<27: connect(index)
    case 27..<30:
      machines[index].isDead = false
      connect(index)
    case 30: machines[index].isProtected.toggle()
    case 31: machines[index].lifecycle = machines[index].lifecycle == "InService" ? "Standby" : "InService"
    case 32: machines[index].hasConnectedTwin.toggle()
    case 33: if machines[index].tag == nil { machines[index].tag = "theirs/sweep/1" }
    case 34: stop(index)
    default: break
    }
  }

  private mutating func stop(_ index: Int) {
    disconnect(index, forGood: true)
    machines[index].state = "stopped"
    machines[index].hasConnectedTwin = false
  }

  private mutating func leaveGroup(_ index: Int) {
    guard let group = machines[index].group else { return }
    machines[index].group = nil
    launch(in: machines[index].target, group: group)
  }

  /// What AWS does when asked for a step.
  mutating func carryOut(_ step: Step, on index: Int, tag: String) {
    switch step {
    case .tag: machines[index].tag = tag
    case .detach: leaveGroup(index)
    case .terminate: machines[index].state = "terminated"
    case .terminateInGroup, .setUnhealthy:
      leaveGroup(index)
      machines[index].state = "terminated"
    case .deregister: machines[index].isRegistered = false
    }
  }
}
