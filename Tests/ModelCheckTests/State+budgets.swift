import AgentHealth

/// The first step of a remediation, as AWS saw it.
struct Beginning {
  let machine: Int
  let target: Int
  let group: String?
  let at: Timestamp
}

/// The budgets over all workers, in the model's own words: by what was done in AWS, not by what the store's book says.
extension Simulation.State {
  /// A place is held for an hour from some minutes before the first step, which may come late.
  private static let held: Duration = .seconds(3000)

  func checkBudgets(_ index: Int, by worker: Worker, _ name: String) throws(Violation) {
    let (policy, machine) = (worker.policy, world.machines[index])
    let ofSweep = begunBy[worker.id, default: []].union([index]).count
    try Violation.unless(ofSweep <= policy.perSweep, "\(name), number \(ofSweep) of the sweep")
    let recent = beginnings.filter { world.now - $0.at < Self.held }
    if beginnings.contains(where: { $0.machine == index }) { return }
    try Violation.unless(recent.count < policy.perHour, "\(name), number \(recent.count + 1) of the hour")
    let open = recent.filter { world.machines[$0.machine].isRegistered || world.machines[$0.machine].isRunning }
    let inCluster = open.count { $0.target == machine.target }
    try Violation.unless(inCluster < policy.perCluster, "\(name), number \(inCluster + 1) in its cluster")
    // What is registered nowhere and lives keeps its place in its group for as long as that lasts.
    let dismissed = beginnings.filter {
      let other = world.machines[$0.machine]
      return world.now - $0.at >= Self.held && other.isRunning && !other.isRegistered && other.group == $0.group
    }
    let inGroup = (open + dismissed).count { $0.group == machine.group && World.targets[$0.target].account == machine.account }
    try Violation.unless(inGroup < policy.perGroup, "\(name), number \(inGroup + 1) in its group")
  }

  mutating func begin(_ index: Int, by worker: Worker) {
    begunBy[worker.id, default: []].insert(index)
    if beginnings.contains(where: { $0.machine == index }) { return }
    let machine = world.machines[index]
    beginnings.append(Beginning(machine: index, target: machine.target, group: machine.group, at: world.now))
  }
}
