import AgentHealth

@testable import FailureStore

/// The budgets of all workers, in the order of `Admission.swift`: who is due asks the store for a place. One call at a time.
struct ModelAdmission {
  /// What was granted, by instance.
  private(set) var granted: [String: BudgetClaim] = [:]
  /// Who got no place, and why.
  private(set) var refused: [Target: [String: Ruling]] = [:]
  /// What was begun within the hour before the first place was asked for.
  private(set) var begunBefore: Set<String> = []
  private var hasFailed = false
  private var hasRead = false
  /// Places of what AWS shows to be ended, which are still to be freed.
  private var ended: [String] = []

  /// One call, if anybody still asks for a place; false where nobody does.
  mutating func step(_ worker: inout Worker, _ state: inout Simulation.State) -> Bool {
    let asking = worker.judged.filter {
      $0.ruling.verdict == .due && $0.ruling.reason == .disconnected && granted[$0.budgetName] == nil
    }
    if asking.isEmpty { return false }
    if !hasFailed {
      if !hasRead {
        read(worker, &state)
        return true
      }
      if let instance = ended.popLast() {
        hasFailed = worker.isFaulty && state.world.chance(40)
        if !hasFailed { state.store.budget.settle(instance) }
        return true
      }
    }
    claim(asking.sorted { $0.turn < $1.turn }, worker, &state)
    worker.judged = worker.judgedAnew(refused)
    return true
  }

  /// Lets those ask again who got no place.
  mutating func renew() {
    if !hasFailed { refused = [:] }
  }

  private mutating func read(_ worker: Worker, _ state: inout Simulation.State) {
    hasRead = true
    hasFailed = worker.isFaulty && state.world.chance(60)
    let book = state.store.budget
    begunBefore = Set(book.begun.filter { worker.countedAt - $0.value < BudgetBook.window }.keys)
    guard !hasFailed, let tagged = worker.tagged else { return }
    ended = book.ended(in: worker.pictures, tagged: tagged, listedAt: worker.listedAt)
  }

  private mutating func claim(_ asking: [Judged], _ worker: Worker, _ state: inout Simulation.State) {
    let claims = asking.map { $0.claim(worker.policy) }
    let answers = hasFailed ? nil : state.answers(to: claims, by: worker)
    hasFailed = answers == nil
    for (index, item) in asking.enumerated() {
      let ruling = answers.map { $0[index].ruling(claims[index]) } ?? Ruling(.held, .budgetUnknown, "")
      if let ruling {
        refused[item.target, default: [:]][item.instance.sighting.containerInstance] = ruling
      } else {
        granted[item.budgetName] = claims[index]
      }
    }
  }
}

extension Simulation.State {
  /// What the store says to these claims; nil where its answer, or the question, was lost.
  mutating func answers(to claims: [BudgetClaim], by worker: Worker) -> [BudgetAnswer]? {
    if worker.isFaulty && world.chance(8) { return nil }
    let answers = worker.rules.claimPlaces(&store.budget, claims, worker.id, world.storeNow)
    return worker.isFaulty && world.chance(8) ? nil : answers
  }
}

extension Judged {
  var budgetName: String { target.budgetName(instance.sighting.ec2Instance) }

  func claim(_ policy: Policy) -> BudgetClaim {
    BudgetClaim(
      instance: budgetName, cluster: target.description,
      group: instance.facts.membership.map { "\(target.account)/\($0.group)" },
      isOpen: instance.facts.remediationTag?.hasPrefix("ours/") == true, limits: BudgetLimits(policy))
  }
}
