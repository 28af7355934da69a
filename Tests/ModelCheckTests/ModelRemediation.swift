import AgentHealth

@testable import FailureStore

/// One instance's turn in a sweep of the model: claim, last look, steps.
struct ModelRemediation {
  private let judged: Judged
  private(set) var isFinished = false
  private var look: LastLook?
  private var lookedAt = Timestamp(milliseconds: 0)
  private var steps: [Step] = []
  private var decision: LastLook.Decision?
  private var isJournaled = false
  /// What the check before terminating really saw.
  private var checked: World.Machine?

  init(_ judged: Judged) {
    self.judged = judged
  }

  private var id: String { judged.instance.sighting.ec2Instance }

  mutating func step(_ worker: inout Worker, _ state: inout Simulation.State) throws(Violation) {
    guard let index = state.world.machines.firstIndex(where: { $0.ec2 == id }) else { return finish(&worker, &state, nil) }
    var entry = JournalEntry(
      target: judged.target, ec2Instance: id, containerInstance: judged.instance.sighting.containerInstance, sweepID: worker.id,
      owner: worker.attempt, expiresAt: state.world.now + .seconds(300), step: steps.first ?? .tag)
    if decision == nil {
      if look == nil {
        guard state.world.now - worker.seenAt <= worker.rules.pictureLife else { return finish(&worker, &state, .late) }
        guard worker.rules.claim(&state.store, entry, state.world.now, state.world.storeNow) else {
          return finish(&worker, &state, .elsewhere)
        }
        look = .empty
        state.claims[id] = (worker.attempt, state.world.now + .seconds(300))
        return
      }
      return decide(state.world.machines[index], entry, &worker, &state)
    }
    guard let next = steps.first else { return finish(&worker, &state, judged.ruling) }
    if !isJournaled {
      entry.step = next
      guard worker.rules.journal(&state.store, entry, state.world.storeNow) else { return finish(&worker, &state, .elsewhere) }
      isJournaled = true
      checked = state.world.machines[index]
      if next == .terminate {
        let seen = state.world.machines[index]
        guard worker.rules.isUnchanged(judged.instance.sighting, seen.isRegistered ? seen.sighting : nil) else {
          return leave(entry, &worker, &state)
        }
      }
      // Without this, the claim of another sweep that was given since would be none.
      try state.checkClaim(of: id, by: worker.attempt)
      return
    }
    let isRefused = worker.isFaulty && state.world.chance(12)
    if !isRefused {
      let act = Act(step: next, judged: judged, look: look ?? .empty, checked: checked, machine: index, lookedAt: lookedAt)
      try state.check(act, by: worker)
      if steps.count > 2, next == .tag { worker.begun.append(id) }
      let tag = RemediationTag.value(installation: World.installation, sweepID: worker.id, version: judged.instance.sighting.version)
      state.world.carryOut(next, on: index, tag: tag)
      state.mutations += 1
    }
    // An answer that is lost ends the work like a refusal.
    if isRefused || (worker.isFaulty && state.world.chance(15)) { return leave(entry, &worker, &state) }
    isJournaled = false
    steps.removeFirst()
    if steps.isEmpty {
      state.store.settle(entry, at: state.world.storeNow)
      finish(&worker, &state, judged.ruling)
    }
  }

  private mutating func decide(_ machine: World.Machine, _ entry: JournalEntry, _ worker: inout Worker, _ state: inout Simulation.State) {
    var facts = machine.facts
    if worker.isFaulty && state.world.chance(20) { facts.unreadable = ["throttled"] }
    let twin = LastLook.Twin(cluster: "excluded", containerInstance: "twin", agentConnected: true, registeredAt: nil)
    let seen = LastLook(
      sighting: machine.isRegistered ? machine.sighting : nil, facts: facts, twins: machine.hasConnectedTwin ? [twin] : [],
      isTerminationProtected: machine.isProtected)
    (look, lookedAt) = (seen, state.world.now)
    let decided = worker.rules.decide(seen, judged.instance, state.world.now)
    decision = decided
    switch decided {
    case .stop(let ruling):
      worker.stopped[judged.target, default: [:]][judged.instance.sighting.containerInstance] = ruling
      leave(entry, &worker, &state, ruling)
    case .deregister: steps = [.deregister]
    case .finish: steps = [.terminate, .deregister]
    case .replace: steps = Step.allCases
    }
    if case .stop = decided { return }
    if state.world.now - worker.seenAt > worker.rules.pictureLife { leave(entry, &worker, &state, .late) }
  }

  /// Lets the next sweep go on at once.
  private mutating func leave(_ entry: JournalEntry, _ worker: inout Worker, _ state: inout Simulation.State, _ ruling: Ruling? = nil) {
    var entry = entry
    entry.expiresAt = state.world.now
    _ = worker.rules.journal(&state.store, entry, state.world.storeNow)
    finish(&worker, &state, ruling ?? judged.ruling)
  }

  private mutating func finish(_ worker: inout Worker, _ state: inout Simulation.State, _ ruling: Ruling?) {
    worker.tried[id] = ruling ?? Ruling(.healthy, .changed, "gone")
    if state.claims[id]?.owner == worker.attempt { state.claims[id] = nil }
    isFinished = true
  }
}

extension LastLook {
  static let empty = LastLook(sighting: nil, facts: InstanceFacts(), twins: [], isTerminationProtected: nil)
}

extension Ruling {
  fileprivate static let late = Ruling(.deferred, .deadline, "")
  fileprivate static let elsewhere = Ruling(.deferred, .countedElsewhere, "")
}
