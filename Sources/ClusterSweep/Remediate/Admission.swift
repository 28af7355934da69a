import AgentHealth
import FailureStore

/// The budgets of all workers, after judging and before the first step: who is due asks the store for a place.
///
/// Only an apply takes places. A plan and a warn compute on what the store shows what would be granted.
struct Admission: Sendable {
  let request: SweepRequest
  let store: any StrikeStore
  let now: Timestamp
  let tagged: TaggedInstances

  /// Why the store did not answer. From then on nobody is granted anything.
  private(set) var failure: StoreError?
  /// Names of what was begun within the hour before the first place was asked for.
  private(set) var begunBefore: Set<String> = []
  private var granted: Set<String> = []
  private var refused: [Target: [String: Ruling]]
  /// Who never asks.
  private let left: [Target: [String: Ruling]]
  /// What a plan computes on; an apply looks at it once, for what is ended.
  private var book: BudgetBook?

  /// - Parameter left: who does not ask, by container instance ID, and what is said of them.
  init(request: SweepRequest, store: any StrikeStore, now: Timestamp, tagged: TaggedInstances, left: [Target: [String: Ruling]] = [:]) {
    (self.request, self.store, self.now, self.tagged) = (request, store, now, tagged)
    (self.left, refused) = (left, left)
  }

  /// Judges until everybody who is due has a place. Who gets none leaves its turn to the next, who asks in the next round.
  mutating func judged(_ pictures: [Picture], judge: Judge, stopped: [Target: [String: Ruling]] = [:]) async -> [Judged] {
    while true {
      let judged = judge.judge(pictures, stopped: stopped.merging(refused) { $0.merging($1) { stop, _ in stop } })
      let asking = judged.filter { $0.needsPlace && !granted.contains($0.budgetName) }.sorted { $0.turn < $1.turn }
      if asking.isEmpty { return judged }
      let claims = asking.map { item in
        item.budgetClaim(pictures.first { $0.target == item.target }?.policy ?? Policy(), installation: request.installation)
      }
      await readBook(pictures)
      let answers = await answers(to: claims)
      for (index, item) in asking.enumerated() {
        if let ruling = answers.map({ $0[index].ruling(claims[index]) }) ?? unknown {
          refused[item.target, default: [:]][item.instance.sighting.containerInstance] = ruling
        } else {
          granted.insert(item.budgetName)
        }
      }
    }
  }

  /// Takes back a place whose instance the last look stopped, and lets those ask again who got none for its sake. Of places only a plan has
  /// to be told: an apply has told the store.
  mutating func release(_ report: InstanceReport) {
    let sweepID = request.sweepID
    book?.release(report.target.budgetName(report.ec2Instance), sweepID: sweepID)
    if failure == nil { refused = left }
  }

  private var unknown: Ruling {
    .placeUnknown(failure?.message ?? "")
  }

  /// Reads the budgets once, and frees the places of what AWS shows to be ended.
  private mutating func readBook(_ pictures: [Picture]) async {
    if failure != nil || book != nil { return }
    do {
      var book = try await store.budget(sweepID: request.sweepID)
      // What is over stands in the book until somebody claims.
      begunBefore = Set(book.begun.filter { now - $0.value < BudgetBook.window }.keys)
      let told = pictures.filter { tagged.unreadable[RegionKey($0.target)] == nil }
      for instance in book.ended(in: told, tagged: tagged.budgetNames, listedAt: tagged.askedAt) {
        if request.mode == .apply { try await store.settleBudget(instance) }
        book.settle(instance)
      }
      self.book = book
    } catch {
      failure = error
    }
  }

  /// One answer for each claim; nil where the store did not answer.
  private mutating func answers(to claims: [BudgetClaim]) async -> [BudgetAnswer]? {
    guard failure == nil, var book else { return nil }
    if request.mode != .apply {
      let answers = book.claim(claims, sweepID: request.sweepID, at: now)
      self.book = book
      return answers
    }
    do {
      return try await store.claimBudget(claims, sweepID: request.sweepID)
    } catch {
      failure = error
      return nil
    }
  }
}

extension Judged {
  /// Whether its remediation would begin now. What was begun and has left its group goes on without asking.
  var needsPlace: Bool { ruling.verdict == .due && ruling.reason == .disconnected }

  /// `account/region/i-…`: its name in the budgets.
  var budgetName: String { target.budgetName(instance.sighting.ec2Instance) }

  func budgetClaim(_ policy: Policy, installation: String) -> BudgetClaim {
    BudgetClaim(
      instance: budgetName, cluster: target.description,
      group: instance.facts.membership.map { target.budgetGroup($0.group) },
      isOpen: RemediationTag.isOurs(instance.facts.remediationTag, installation: installation), limits: BudgetLimits(policy))
  }
}
