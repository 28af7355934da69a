import AgentHealth

@testable import FailureStore

/// One instance's turn in a sweep of the model, in the order of `Remediate.swift`: every step does one call's worth of it.
struct ModelRemediation {
  private enum Stage {
    case claim, confirm, look, pause, note, journal, perform, settle, settlePlace
    case leavePlace(Ruling)
    case leave(Ruling)
  }

  private let judged: Judged
  private(set) var isFinished = false
  private var stage = Stage.claim
  private var look = LastLook(sighting: nil, facts: InstanceFacts(), twins: [], isTerminationProtected: nil)
  private var lookedAt = Timestamp(milliseconds: 0)
  private var machines: [World.Machine] = []
  private var steps: [Step] = []
  private var isReplacing = false
  private var claimedUntil = Timestamp(milliseconds: 0)
  /// Whether a pause was in force when it asked for the last time.
  private var wasPaused = false
  /// What the check before terminating really saw.
  private var checked: World.Machine?

  init(_ judged: Judged) {
    self.judged = judged
  }

  private var id: String { judged.instance.sighting.ec2Instance }

  mutating func step(_ worker: inout Worker, _ state: inout Simulation.State) throws(Violation) {
    let index = World.number(of: judged.instance.sighting)
    if case .claim = stage { renewClaim(state.world.now) }
    let entry = entry(worker)
    switch stage {
    case .claim:
      guard state.world.now - worker.seenAt <= worker.rules.pictureLife else { return finish(&worker, &state, .late) }
      guard worker.rules.claim(&state.store, entry, state.world.now, state.world.storeNow) else {
        return finish(&worker, &state, .elsewhere)
      }
      state.claims[id] = (worker.attempt, claimedUntil)
      look.facts = judged.instance.facts
      stage = .confirm
    case .confirm:
      stage = confirms(worker, &state) ? .look : .leave(Ruling(.held, .budgetUnknown, ""))
    case .look:
      if worker.isFaulty && state.world.chance(12) { state.world.meddle(index) }
      decide(state.world.machines[index], &worker, &state)
    case .pause:
      wasPaused = ruling(Pauses(Array(state.store.pauses.values)), state.world.now) != nil
      let pauses = worker.isFaulty && state.world.chance(40) ? Pauses(unreadable: "lost") : worker.rules.pauses(state.store)
      if let ruling = ruling(pauses, state.world.now) {
        stage = stop(ruling, &worker)
      } else if state.world.now - worker.seenAt > worker.rules.pictureLife {
        stage = .leavePlace(.late)
      } else if steps.first == .tag, claimedUntil - state.world.now < .seconds(60) {
        stage = .leavePlace(.late)
      } else {
        stage = isReplacing ? .note : .journal
      }
    case .note:
      if worker.isFaulty && state.world.chance(30) { return stage = .leavePlace(Ruling(.held, .strikesUnknown, "")) }
      let group = "\(judged.target.account)/\(look.facts.membership?.group ?? "")"
      let replacement = Replacement(ec2Instance: id, at: state.world.now, template: nil)
      state.store.brakes[World.region, default: StoredBrake()].note(replacement, in: group)
      stage = .journal
    case .journal:
      guard let next = steps.first else { return finish(&worker, &state, judged.ruling) }
      if next != .tag { renewClaim(state.world.now) }
      guard worker.rules.journal(&state.store, self.entry(worker), state.world.storeNow) else {
        return finish(&worker, &state, .elsewhere)
      }
      checked = state.world.machines[index]
      if next == .terminate || next.isLeftToGroup || (next == .deregister && steps.count > 1) {
        if worker.isFaulty && state.world.chance(12) { state.world.meddle(index) }
        checked = state.world.machines[index]
        let seen = state.world.machines[index]
        // Of what was deregistered first it is asked whether it is registered anew, which this world does not play.
        let isDismissed = !seen.isRegistered && next.isLeftToGroup
        guard isDismissed || worker.rules.isUnchanged(judged.instance.sighting, seen.isRegistered ? seen.sighting : nil) else {
          return stage = .leave(judged.ruling)
        }
      }
      stage = .perform
      // Without this, the claim of another sweep that was given since would be none.
      try state.checkClaim(of: id, by: worker.attempt)
    case .perform: try perform(on: index, &worker, &state)
    case .settle:
      state.store.settle(entry, at: state.world.storeNow)
      stage = .settlePlace
    case .settlePlace:
      if !(worker.isFaulty && state.world.chance(20)) { state.store.budget.settle(judged.budgetName) }
      finish(&worker, &state, judged.ruling)
    case .leavePlace(let ruling):
      if !worker.rules.releasesPlaceFirst {
        leave(entry, worker, &state)
      } else {
        renewClaim(state.world.now)
        if worker.rules.journal(&state.store, self.entry(worker), state.world.storeNow) { release(worker, &state) }
      }
      stage = .leave(ruling)
    case .leave(let ruling):
      if worker.rules.releasesPlaceFirst { leave(entry, worker, &state) } else { release(worker, &state) }
      finish(&worker, &state, ruling)
    }
  }

  /// Whether its place is its own still, where it needs one.
  private func confirms(_ worker: Worker, _ state: inout Simulation.State) -> Bool {
    guard judged.ruling.reason == .disconnected else { return true }
    let answers = worker.rules.claimPlaces(&state.store.budget, [judged.claim(worker.policy)], worker.id, state.world.storeNow)
    return answers == [.granted] && !(worker.isFaulty && state.world.chance(60))
  }

  /// Lets the next sweep go on at once.
  private func leave(_ entry: JournalEntry, _ worker: Worker, _ state: inout Simulation.State) {
    var entry = entry
    entry.expiresAt = state.world.now
    _ = worker.rules.journal(&state.store, entry, state.world.storeNow)
  }

  private mutating func renewClaim(_ now: Timestamp) { claimedUntil = now + .seconds(300) }

  private func entry(_ worker: Worker) -> JournalEntry {
    JournalEntry(
      target: judged.target, ec2Instance: id, containerInstance: judged.instance.sighting.containerInstance, sweepID: worker.id,
      owner: worker.attempt, expiresAt: claimedUntil, step: steps.first ?? .tag)
  }

  private mutating func decide(_ machine: World.Machine, _ worker: inout Worker, _ state: inout Simulation.State) {
    var facts = state.world.facts(of: machine, begun: worker.rules.replacements(state.store, state.world.storeNow))
    if worker.isFaulty && state.world.chance(8) {
      // Of one instance, or of its group only.
      if state.world.chance(2) { facts = InstanceFacts() }
      facts.unreadable = ["throttled"]
    }
    let twin = LastLook.Twin(cluster: "excluded", containerInstance: "twin", agentConnected: true, registeredAt: nil)
    look = LastLook(
      sighting: machine.isRegistered || state.world.chance(2) ? machine.sighting : nil, facts: facts,
      twins: machine.hasConnectedTwin ? [twin] : [],
      isTerminationProtected: machine.isProtected)
    (lookedAt, machines) = (state.world.now, state.world.machines)
    let decision = worker.rules.decide(look, judged.instance, worker.policy, state.world.now)
    if case .stop(let ruling) = decision { return stage = stop(ruling, &worker) }
    steps = decision.steps
    if case .replace = decision { isReplacing = true }
    stage = .pause
  }

  private func ruling(_ pauses: Pauses, _ now: Timestamp) -> Ruling? {
    pauses.ruling(
      judged.target, containerInstance: judged.instance.sighting.containerInstance, ec2Instance: id,
      group: judged.instance.facts.membership?.group, at: now)
  }

  /// It leaves its place in the budgets to the next.
  private func stop(_ ruling: Ruling, _ worker: inout Worker) -> Stage {
    worker.stopped[judged.target, default: [:]][judged.instance.sighting.containerInstance] = ruling
    return .leavePlace(ruling)
  }

  private mutating func perform(on index: Int, _ worker: inout Worker, _ state: inout Simulation.State) throws(Violation) {
    let next = steps.removeFirst()
    // What is deregistered already must be ended.
    let isTime = claimedUntil - state.world.now >= .seconds(next == .tag ? 60 : 1) || !state.world.machines[index].isRegistered
    guard isTime else { return stage = .leave(judged.ruling) }
    let isRefused = worker.isFaulty && state.world.chance(12)
    if !isRefused {
      let act = Act(
        step: next, judged: judged, look: look, checked: checked, machine: index, lookedAt: lookedAt, machines: machines,
        wasPaused: wasPaused)
      try state.check(act, by: worker)
      if next == .tag { state.begin(index, by: worker) }
      let tag = RemediationTag.value(installation: World.installation, sweepID: worker.id, version: judged.instance.sighting.version)
      state.world.carryOut(next, on: index, tag: tag)
      state.mutations += 1
    }
    // An answer that is lost ends the work like a refusal.
    if isRefused || (worker.isFaulty && state.world.chance(15)) { return stage = .leave(judged.ruling) }
    // The group takes its time; what it has not ended by then is not done.
    if next.isLeftToGroup, state.world.machines[index].isRunning { return stage = .leave(judged.ruling) }
    stage = steps.isEmpty ? .settle : .journal
  }

  /// Gives back the place of an instance on which nothing was begun, or not within the hour.
  private func release(_ worker: Worker, _ state: inout Simulation.State) {
    let tag = judged.instance.facts.remediationTag
    guard judged.ruling.reason == .disconnected, look.facts.ec2State != nil, look.facts.remediationTag == tag else { return }
    if tag != nil, worker.admission.begunBefore.contains(judged.budgetName) { return }
    if worker.isFaulty && state.world.chance(20) { return }
    state.store.budget.release(judged.budgetName, sweepID: worker.id)
  }

  private mutating func finish(_ worker: inout Worker, _ state: inout Simulation.State, _ ruling: Ruling) {
    worker.tried[id] = ruling
    if state.claims[id]?.owner == worker.attempt { state.claims[id] = nil }
    isFinished = true
  }
}

extension Ruling {
  fileprivate static let late = Ruling(.deferred, .deadline, "")
  fileprivate static let elsewhere = Ruling(.deferred, .countedElsewhere, "")
}
