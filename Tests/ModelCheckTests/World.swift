import AgentHealth

@testable import AgentHealthTests

/// A small AWS: machines in groups, registered in the clusters of two accounts, with agents that come and go.
struct World {
  static let installation = "ours"
  static let region = "us-east-1"
  static let targets = [("111122223333", "web"), ("111122223333", "batch"), ("444455556666", "web")].map {
    Target(account: $0.0, region: region, cluster: $0.1)
  }

  struct Machine {
    let number: Int
    let target: Int
    let account: String
    let ec2: String
    let container: String
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
    /// The tag by which its owner says what is to be done with it.
    var hold: String?
    var isProtectedFromScaleIn = false
    /// Its group was told so, and has not noticed yet.
    var isUnhealthy = false
    /// Whether it is registered once more in a cluster that is not swept, and connected there.
    var hasConnectedTwin = false

    var isOurs: Bool { tag?.hasPrefix("\(World.installation)/") ?? false }
    var isRunning: Bool { state == "running" }

    var sighting: Sighting {
      Sighting(
        containerInstance: container, ec2Instance: ec2, agentConnected: connected && isRegistered,
        status: isRegistered ? "ACTIVE" : "INACTIVE", version: version, registeredAt: launchedAt)
    }
  }

  var random: SeededGenerator
  var now = Timestamp(seconds: 1_790_000_000)
  /// How far the store's clock is off: the machine's own, which may jump.
  var storeSkew: Duration = .zero
  var machines: [Machine] = []
  /// Groups that launch nothing, by order of a person.
  var suspended: Set<String> = []
  /// Groups that a zonal shift moves away from a zone, and that leave it alone until that is over.
  var shifted: Set<String> = []
  /// Groups with a hook that waits as long as an instance is registered.
  private(set) var hooked: Set<String> = []
  var storeNow: Timestamp { now + storeSkew }

  init(seed: UInt64) {
    random = SeededGenerator(state: seed)
    // Whether both clusters are served by the same Auto Scaling groups.
    let sharesGroups = chance(3)
    for target in World.targets.indices {
      let group = sharesGroups && target == 1 ? 0 : target
      // The second account is empty in most worlds, for one that is small and silent holds the whole Region.
      let sizes = target < 2 ? 3...8 : chance(4) ? 3...6 : 0...0
      for number in 0..<Int.random(in: sizes, using: &random) { launch(in: target, group: "\(group)-\(number % 2)", age: 86400) }
      for half in 0...1 where chance(4) { hooked.insert("\(group)-\(half)") }
    }
  }

  /// Which machine a sighting is of.
  static func number(of sighting: Sighting) -> Int { Int(sighting.containerInstance.dropFirst(3)) ?? 0 }

  /// What EC2, Auto Scaling and the store say of a machine.
  func facts(of machine: Machine, begun: [String: [Replacement]]) -> InstanceFacts {
    let group = machine.state == "terminated" ? nil : machine.group
    var facts = InstanceFacts(
      ec2State: machine.state, launchedAt: machine.launchedAt, remediationTag: machine.tag,
      membership: group.map {
        .init(group: $0, lifecycleState: machine.lifecycle, isProtectedFromScaleIn: machine.isProtectedFromScaleIn)
      },
      holds: machine.hold.map { [HoldTags(bearer: "itself", policy: $0)] } ?? [])
    guard let group else { return facts }
    let members = machines.filter { $0.group == group && $0.account == machine.account && $0.isRunning }
    let kept = Set(members.filter { $0.lifecycle == "InService" }.map(\.ec2))
    let replaced = begun["\(machine.account)/\(group)", default: []].filter { !kept.contains($0.ec2Instance) }
    facts.group = GroupFacts(suspended: suspended.contains(group) ? ["Launch"] : [], desired: 1, inService: 1)
    // No machine says in which zone it is.
    facts.group?.shiftedFrom = shifted.contains(group) ? ["use1-az1"] : []
    facts.group?.terminatingHooks = hooked.contains(group) ? ["drain"] : []
    if !replaced.isEmpty {
      facts.group?.replacements = Replacements(begun: replaced, arrived: members.filter(\.connected).map(\.launchedAt))
    }
    return facts
  }

  /// By their names in the budgets.
  func taggedInstances(of targets: [Target]) -> Set<String> {
    let accounts = Set(targets.map(\.account))
    return Set(
      machines.filter { $0.isOurs && $0.isRunning && accounts.contains($0.account) }.map { Self.targets[$0.target].budgetName($0.ec2) })
  }

  mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

  mutating func launch(in target: Int, group: String, age: Int = 0) {
    let at = now - .seconds(age)
    let number = machines.count
    machines.append(
      Machine(
        number: number, target: target, account: World.targets[target].account, ec2: "i-\(10_000_000 + number)", container: "ci-\(number)",
        launchedAt: at, group: group, disconnectedAt: at))
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
    change(Int.random(in: 0..<machines.count, using: &random), Int.random(in: 0..<40, using: &random))
  }

  /// The same, at the worst moment: to the machine that a sweep is at work on.
  mutating func meddle(_ index: Int) { change(index, Int.random(in: 24..<38, using: &random)) }

  private mutating func change(_ index: Int, _ what: Int) {
    guard machines[index].isRegistered, machines[index].isRunning else { return }
    switch what {
    case 0..<5: disconnect(index, forGood: true)
    case 5..<11: disconnect(index, forGood: false)
    case 11..<24: connect(index)
    case 24..<30:
      machines[index].isDead = false
      connect(index)
    case 30: machines[index].isProtected.toggle()
    case 31: machines[index].lifecycle = machines[index].lifecycle == "InService" ? "Standby" : "InService"
    case 32: machines[index].hasConnectedTwin.toggle()
    case 33: if machines[index].tag == nil { machines[index].tag = "theirs/sweep/1" }
    case 34: stop(index)
    case 35: machines[index].hold = machines[index].hold == nil ? ["report", "ignore", "unclear"].randomElement(using: &random) : nil
    case 36: machines[index].isProtectedFromScaleIn.toggle()
    case 38: for other in machines.indices where machines[other].account == machines[index].account { disconnect(other, forGood: false) }
    case 37: if let group = machines[index].group { suspended.formSymmetricDifference([group]) }
    case 39: if let group = machines[index].group { shifted.formSymmetricDifference([group]) }
    default: break
    }
  }

  private mutating func stop(_ index: Int) {
    disconnect(index, forGood: true)
    machines[index].state = "stopped"
    machines[index].hasConnectedTwin = false
  }

  /// What AWS does when asked for a step.
  mutating func carryOut(_ step: Step, on index: Int, tag: String) {
    switch step {
    case .tag: machines[index].tag = tag
    case .detach:
      guard let group = machines[index].group else { return }
      machines[index].group = nil
      replace(index, in: group)
    case .terminate: machines[index].state = "terminated"
    case .terminateInGroup: end(index)
    case .setUnhealthy:
      machines[index].isUnhealthy = true
      if chance(2) { notice(index) }
    case .deregister:
      machines[index].isRegistered = false
      machines[index].connected = false
      machines[index].version += 1
      if machines[index].lifecycle == "Terminating:Wait" { machines[index].state = "terminated" }
    }
  }

  /// A group looks at the health of its members.
  mutating func notice(_ index: Int) {
    if machines[index].isUnhealthy, machines[index].lifecycle == "InService", machines[index].isRunning { end(index) }
  }

  /// A group ends one of its instances, once nothing waits for its drain any more.
  private mutating func end(_ index: Int) {
    guard let group = machines[index].group, !machines[index].lifecycle.hasPrefix("Terminating") else { return }
    machines[index].lifecycle = "Terminating:Wait"
    if !hooked.contains(group) || !machines[index].isRegistered { machines[index].state = "terminated" }
    replace(index, in: group)
  }

  private mutating func replace(_ index: Int, in group: String) {
    if !suspended.contains(group) { launch(in: machines[index].target, group: group) }
  }
}
