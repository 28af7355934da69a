import AgentHealth

@testable import FailureStore

/// One step that a sweep is about to take, with what is true at that moment.
struct Act {
  let step: Step
  let judged: Judged
  let look: LastLook
  /// The machine as it really was when it was looked at once more, just before this step.
  let checked: World.Machine?
  let machine: Int
  /// When it was looked at for the last time, and how all machines really were then.
  let lookedAt: Timestamp
  let machines: [World.Machine]
  /// Whether a pause was in force when the sweep asked for the last time.
  let wasPaused: Bool
}

extension Simulation.State {
  /// What must hold whenever something is changed. It is said here in the model's own words, not in those of the rules.
  func check(_ act: Act, by worker: Worker) throws(Violation) {
    let machine = world.machines[act.machine]
    let name = "\(act.step.rawValue) of \(machine.ec2)"
    try Violation.unless(worker.mode == .apply, "\(name) by a plan")
    try Violation.unless(act.look.sighting?.agentConnected == false, "\(name), connected at the last look")
    try Violation.unless(act.look.sighting?.version == act.judged.instance.sighting.version, "\(name), which was back after it was judged")
    try Violation.unless(act.look.facts.unreadable.isEmpty, "\(name), of which not all could be read")
    try Violation.unless(act.look.facts.ec2State != "stopped", "\(name), which is stopped")
    try Violation.unless(act.look.facts.remediationTag?.hasPrefix("theirs") != true, "\(name), another installation's")
    try Violation.unless(act.look.facts.holds.isEmpty, "\(name), which its owner wants left alone")
    try Violation.unless(!act.wasPaused, "\(name), which is paused")
    if act.look.twins.isEmpty == false { try Violation.unless(act.step == .deregister, "\(name), which is connected elsewhere") }
    guard act.look.facts.ec2State == "running", act.look.twins.isEmpty else { return }
    try Violation.unless(act.look.isTerminationProtected == false, "\(name), which is protected")
    try checkBrakes(act, by: worker, name)
    try checkStrikes(act, by: worker, name)
    if act.step == .tag { try checkBeginning(act, by: worker, name) }
    if act.step.isLeftToGroup, !machine.isRegistered {
      return try Violation.unless(act.checked?.connected == false && machine.isOurs, "\(name), which is not ours to end")
    }
    if act.step == .terminate || act.step.isLeftToGroup {
      try Violation.unless(act.checked?.connected == false, "\(name), connected just before")
      try Violation.unless(act.checked?.version == act.judged.instance.sighting.version, "\(name), back just before")
      let begunAt = act.checked?.tag?.split(separator: "/").last.map(String.init)
      try Violation.unless(begunAt == "\(act.judged.instance.sighting.version ?? 0)", "\(name), whose agent was back since it was begun")
    }
  }

  /// A run of strikes stands behind every step on a machine that runs.
  private func checkStrikes(_ act: Act, by worker: Worker, _ name: String) throws(Violation) {
    let (sighting, policy) = (act.judged.instance.sighting, worker.policy)
    try Violation.unless(act.judged.instance.confirmation == .confirmed, "\(name) on strikes that are not confirmed")
    try Violation.unless(worker.isClockProven, "\(name) without a clock")
    let seen = sightings["\(world.machines[act.machine].number)/\(sighting.version ?? 0)", default: []].count
    try Violation.unless(seen >= policy.failAfter, "\(name), seen disconnected by \(seen)")
    let machine = world.machines[act.machine]
    let since = worker.countedAt - machine.disconnectedAt
    if machine.version == sighting.version {
      try Violation.unless(since >= policy.minDisconnected, "\(name), disconnected for \(since)")
      let age = worker.countedAt - machine.launchedAt
      try Violation.unless(age >= policy.startupGrace + policy.minDisconnected, "\(name), \(age) old")
    }
    let observation = worker.observations.first { $0.target == act.judged.target }
    try Violation.unless(observation?.coverage == .complete, "\(name) in a cluster that was read in part")
  }

  /// A first step: the picture is fresh, the group would replace it, and a budget has room for it.
  private func checkBeginning(_ act: Act, by worker: Worker, _ name: String) throws(Violation) {
    let (policy, target) = (worker.policy, act.judged.target)
    let membership = act.look.facts.membership
    try Violation.unless(membership?.lifecycleState == "InService", "\(name), which is not in service")
    try Violation.unless(membership?.isProtectedFromScaleIn == false, "\(name), which is protected from scale-in")
    try Violation.unless(act.look.facts.group?.suspended.isEmpty == true, "\(name), which its group would not replace")
    try Violation.unless(act.look.facts.group?.shiftedFrom.isEmpty == true, "\(name), in a zone that is shifted away from")
    try Violation.unless(act.lookedAt - worker.seenAt <= .seconds(300), "\(name) on an old picture")
    let isOpen: (Judged) -> Bool = { $0.instance.facts.remediationTag?.hasPrefix("ours") == true }
    if !isOpen(act.judged) {
      let taken = worker.judged.filter { $0.instance != act.judged.instance && isOpen($0) }
      try Violation.unless(taken.count { $0.target == target } < policy.perCluster, "\(name), one too many in the cluster that it saw")
      let group = act.judged.instance.facts.membership?.group
      let inGroup = taken.count { $0.instance.facts.membership?.group == group }
      try Violation.unless(inGroup < policy.perGroup, "\(name), one too many in the group that it saw")
    }
    guard isBookTrusted else { return }
    try checkBudgets(act.machine, by: worker, name)
    try checkReplacements(act, by: worker, name)
  }

  /// A sighting of a disconnected agent. A retry that nothing came before adds none; one that comes after another sweep is a sweep anew, also
  /// where two IDs take turns.
  mutating func saw(_ machine: World.Machine, in sweep: String, after previous: SweepMark?) {
    let key = "\(machine.number)/\(machine.version)"
    let isRetry = previous?.id == sweep && sightings[key, default: []].contains { $0.hasPrefix("\(sweep) ") }
    if !isRetry { sightings[key, default: []].insert("\(sweep) after \(previous.map { "\($0.id) at \($0.at)" } ?? "none")") }
  }

  /// No strike is counted twice: what is stored is never more than there were sweeps that saw it.
  func checkCounts() throws(Violation) {
    for machine in world.machines {
      let stored = store.targets[World.targets[machine.target]]?.records[machine.container]?.value
      guard let record = stored, let version = record.version else { continue }
      let age = record.since - machine.launchedAt
      try Violation.unless(age >= .seconds(600), "\(machine.ec2) got a strike when it was \(age) old")
      let seen = sightings["\(machine.number)/\(version)", default: []].count
      try Violation.unless(record.count <= seen, "\(machine.ec2) has \(record.count) strikes and was seen disconnected by \(seen)")
    }
  }

  /// Nobody works on an instance while another sweep was told since that it is theirs.
  func checkClaim(of instance: String, by attempt: String) throws(Violation) {
    guard let claim = claims[instance], claim.owner != attempt, world.now < claim.until else { return }
    throw Violation("two sweeps are at work on \(instance)")
  }
}
