import AgentHealth

@testable import FailureStore

/// One sweep of the model, in the order of `Sweep.swift`: every ``step(_:)`` does one call's worth of it, and anything may happen in between.
struct Worker {
  enum Mode { case plan, apply }

  let id: String
  let attempt: String
  let mode: Mode
  let rules: Rules
  let policy: Policy
  /// Whether calls of this sweep may go wrong.
  let isFaulty: Bool
  /// Which of the world's targets it sweeps.
  let scope: [Int]

  var memories: [Target: Memory] = [:]
  var observations: [Observation] = []
  var facts: [String: InstanceFacts] = [:]
  var listedAt = Timestamp(milliseconds: 0)
  var seenAt = Timestamp(milliseconds: 0)
  var countedAt = Timestamp(milliseconds: 0)
  var isClockProven = true
  var pictures: [Picture] = []
  var judged: [Judged] = []
  var stopped: [Target: [String: Ruling]] = [:]
  /// Which instances had their turn, with what became of them.
  var tried: [String: Ruling] = [:]
  /// Instances that live and carry our remediation tag, by their names in the budgets; nil where they could not be read.
  private(set) var tagged: Set<String>?
  /// Those of them that are in a group still.
  private var grouped: [World.Machine] = []
  /// What the brake goes by, and what others had said when it was asked for.
  private(set) var brakeMemory = BrakeMemory()
  private(set) var hearsay = Hearsay()
  private var pauses = Pauses()
  private(set) var admission = ModelAdmission()
  private var remediation: ModelRemediation?
  /// What was stopped when the round of turns began; nil before the first.
  private var known: [Target: [String: Ruling]]?
  private var isRoundOpen = false
  private(set) var isFinished = false
  private var stage = 0

  init(id: String, attempt: String, mode: Mode, rules: Rules, policy: Policy, isFaulty: Bool, scope: [Int]) {
    (self.id, self.attempt, self.mode, self.rules, self.policy, self.isFaulty) = (id, attempt, mode, rules, policy, isFaulty)
    self.scope = scope
  }

  /// The targets that it sweeps.
  var targets: [Target] { scope.map { World.targets[$0] } }

  mutating func step(_ state: inout Simulation.State) throws(Violation) {
    defer { stage += 1 }
    switch stage {
    case 0:
      memories = state.store.recall(targets, at: state.world.storeNow)
      pauses = isFaulty && state.world.chance(40) ? Pauses(unreadable: "lost") : rules.pauses(state.store)
    case 1:
      tagged = isFaulty && state.world.chance(30) ? nil : state.world.taggedInstances(of: targets)
      grouped = state.world.machines.filter { $0.isOurs && $0.isRunning && $0.group != nil && scope.contains($0.target) }
      listedAt = state.world.now
    case 2: observations = scope.map { observe($0, &state) }
    case 3: examine(&state)
    case 4:
      isClockProven = !(isFaulty && state.world.chance(30))
      countedAt = state.world.now
      pictures = observations.map { count($0, &state) }
      try state.checkCounts()
    case 5:
      hearsay = state.hearsay
      recallBrake(state.store, state.world.storeNow, isLost: isFaulty && state.world.chance(40))
    case 6:
      judged = rules.judge(judge, pictures, [:])
      if mode == .apply, !(isFaulty && state.world.chance(30)) { state.hear(of: self) }
    default: try remediate(&state)
    }
  }

  private mutating func recallBrake(_ store: StoredState, _ now: Timestamp, isLost: Bool) {
    let names = judge.holdNames(pictures)[World.region] ?? []
    brakeMemory = rules.recallBrake(store, names, now)
    if isLost { brakeMemory.unreadable[World.region] = "lost" }
  }

  /// What the report would say of each instance.
  var rows: [(instance: String, ruling: Ruling)] {
    judged.map { ($0.instance.sighting.ec2Instance, tried[$0.instance.sighting.ec2Instance] ?? $0.ruling) }
  }

  var judge: Judge {
    var judge = Judge(now: countedAt, isClockProven: isClockProven, installation: World.installation, pauses: pauses, memory: brakeMemory)
    let seen = Set(pictures.flatMap { picture in picture.cases.map { picture.target.budgetName($0.sighting.ec2Instance) } })
    for machine in grouped where !seen.contains(World.targets[machine.target].budgetName(machine.ec2)) {
      judge.unseen[World.targets[machine.target].budgetGroup(machine.group ?? ""), default: 0] += 1
    }
    return judge
  }

  private mutating func observe(_ target: Int, _ state: inout Simulation.State) -> Observation {
    seenAt = state.world.now
    if isFaulty && state.world.chance(20) {
      return Observation(target: World.targets[target], coverage: .failed("throttled"), observed: 0, disconnected: 0, sightings: [])
    }
    let isPartial = isFaulty && state.world.chance(12)
    var read = state.world.machines.filter { $0.target == target && $0.isRegistered }
    if isPartial, !read.isEmpty { read.removeLast() }
    let memory = memories[World.targets[target]] ?? Memory()
    let known = memory.records
    for machine in read where !machine.connected { state.saw(machine, in: id, after: memories[World.targets[target]]?.swept) }
    return Observation(
      target: World.targets[target], coverage: isPartial ? .partial("page 2") : .complete, observed: read.count,
      disconnected: read.count { !$0.connected }, sightings: read.filter { !$0.connected || $0.isOurs }.map(\.sighting),
      recovered: Set(read.filter { $0.connected && known[$0.container] != nil }.map(\.container)))
  }

  private mutating func examine(_ state: inout Simulation.State) {
    let begun = rules.replacements(state.store, state.world.storeNow)
    for machine in state.world.machines where (!machine.connected || machine.isOurs) && scope.contains(machine.target) {
      facts[machine.ec2] = state.world.facts(of: machine, begun: begun)
      if isFaulty && state.world.chance(30) { facts[machine.ec2] = InstanceFacts(unreadable: ["throttled"]) }
      if tagged == nil { facts[machine.ec2]?.unreadable.append("instances with our tag could not be listed") }
    }
  }

  private func count(_ observation: Observation, _ state: inout Simulation.State) -> Picture {
    guard observation.isRead else { return Picture(observation: observation, policy: policy, cases: []) }
    let memory = memories[observation.target] ?? Memory()
    let sweep = SweepMark(id: id, at: countedAt)
    var advances: [String: Advance] = [:]
    for sighting in observation.sightings where !sighting.agentConnected {
      advances[sighting.containerInstance] = rules.advance(
        memory.records[sighting.containerInstance], sighting, facts[sighting.ec2Instance] ?? InstanceFacts(), memory.swept, sweep, policy)
    }
    var (records, confirmation) = (advances.compactMapValues(\.record), Confirmation.confirmed)
    var unknown: Set<String> = []
    if mode == .apply {
      let count = TargetCount(
        target: observation.target, sweep: sweep, previous: memory.swept, nonce: attempt, minGap: policy.minGap, maxGap: policy.maxGap,
        advances: advances, cleared: observation.coverage == .complete ? observation.recovered : [])
      switch rules.count(&state.store, count, state.world.storeNow) {
      case .counted(let ids): unknown = ids
      case .countedElsewhere: (records, confirmation) = (memory.records, .countedElsewhere)
      case .failed(let why): confirmation = .unknown(why)
      }
      if isFaulty && state.world.chance(25) { confirmation = .unknown("the answer was lost") }
    }
    let cases = observation.sightings.map { sighting in
      InstanceCase(
        sighting: sighting, record: records[sighting.containerInstance], facts: facts[sighting.ec2Instance] ?? InstanceFacts(),
        confirmation: unknown.contains(sighting.containerInstance) ? .unknown("not confirmed") : confirmation)
    }
    return Picture(observation: observation, policy: policy, cases: cases)
  }

  /// One call of the instance whose turn it is; the next instance's turn, where none is; a new round of claims and turns after last looks
  /// have stopped some.
  private mutating func remediate(_ state: inout Simulation.State) throws(Violation) {
    if mode == .plan && rules.plansOnly {
      isFinished = true
      return
    }
    if var current = remediation {
      try current.step(&self, &state)
      remediation = current.isFinished ? nil : current
      return
    }
    if isRoundOpen {
      if let next = judged.first(where: { $0.ruling.verdict == .due && tried[$0.instance.sighting.ec2Instance] == nil }) {
        remediation = ModelRemediation(next)
        return
      }
      isRoundOpen = false
      isFinished = stopped == known
      if isFinished { return }
      admission.renew()
      judged = judgedAnew(admission.refused)
    }
    var admission = admission
    if admission.step(&self, &state) {
      self.admission = admission
    } else {
      (known, isRoundOpen) = (stopped, true)
    }
  }

  func judgedAnew(_ refused: [Target: [String: Ruling]]) -> [Judged] {
    rules.judge(judge, pictures, stopped.merging(refused) { $0.merging($1) { stop, _ in stop } })
  }
}
