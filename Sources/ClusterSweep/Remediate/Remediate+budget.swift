import AgentHealth
import FailureStore

/// What other people and workers say between the judging and the first step of one instance.
extension Remediate {
  /// What is said of it where somebody has paused it since it was judged. Pauses that cannot be read are one.
  func pause(_ judged: Judged, _ outcome: inout Outcome) async -> Ruling? {
    var pauses = Pauses()
    do {
      pauses = try await store.pauses()
    } catch {
      pauses.unreadable = error.message
      outcome.storeFailure = error
    }
    let sighting = judged.instance.sighting
    return pauses.ruling(
      judged.target, containerInstance: sighting.containerInstance, ec2Instance: sighting.ec2Instance,
      group: judged.instance.facts.membership?.group, at: clock.now)
  }

  /// Asks for its place once more, under its claim: the sweep that held the claim before may have given the place back.
  func confirmPlace(_ judged: Judged, _ outcome: inout Outcome) async -> Bool {
    guard judged.needsPlace else { return true }
    let claim = judged.budgetClaim(scope.policy(for: judged.target), installation: request.installation)
    do {
      let answers = try await store.claimBudget([claim], sweepID: request.sweepID)
      if answers == [.granted] { return true }
      outcome.report.ruling = answers.first?.ruling(claim) ?? .placeUnknown("it gave no answer")
    } catch {
      outcome.report.ruling = .placeUnknown(error.message)
      outcome.storeFailure = error
    }
    return false
  }

  /// Gives back the place of an instance on which nothing was begun: by `facts`, the newest that are known. Only who holds its claim may, and
  /// before the claim is given up: the place is also that of the sweep which takes the claim over.
  ///
  /// What an earlier sweep has begun keeps its place for the hour in which it was; after that it takes a new one whenever it is due, and else
  /// would keep the others from theirs for as long as it is stopped.
  func releaseBudget(_ judged: Judged, _ facts: InstanceFacts, _ claim: JournalEntry, _ outcome: inout Outcome) async {
    let tag = judged.instance.facts.remediationTag
    guard judged.ruling.reason == .disconnected, facts.ec2State != nil, facts.remediationTag == tag else { return }
    if tag != nil, begunBefore.contains(judged.budgetName) { return }
    var renewed = claim
    renewed.expiresAt = clock.now + Self.claimLife
    do {
      // Refused where the claim ran out meanwhile and is another's: then so is the place.
      try await store.journal(renewed)
      try await store.releaseBudget(judged.budgetName, sweepID: request.sweepID)
    } catch {
      outcome.storeFailure = outcome.storeFailure ?? error
    }
  }

  /// Frees the place of an instance that is gone. Where that fails, the place runs out by itself.
  func settleBudget(_ judged: Judged, _ outcome: inout Outcome) async {
    do {
      try await store.settleBudget(judged.budgetName)
    } catch {
      outcome.storeFailure = outcome.storeFailure ?? error
    }
  }
}

extension Ruling {
  /// A budget that the store does not confirm is none.
  static func placeUnknown(_ why: String) -> Ruling {
    Ruling(.held, .budgetUnknown, "the store did not confirm a place in the budgets: \(why)")
  }
}
