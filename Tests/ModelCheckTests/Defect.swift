import AgentHealth
import Testing

@testable import FailureStore

/// The real rules with one of them wrong.
struct Defect: Sendable, CustomTestStringConvertible {
  let name: String
  private(set) var rules: Rules
  /// With which the search begins.
  private(set) var seed: UInt64 = 1
  var testDescription: String { name }

  private init(_ name: String, _ change: (inout Rules) -> Void) {
    self.name = name
    var rules = Rules()
    change(&rules)
    self.rules = rules
  }

  static let all = (strikes + verdicts + budgets + looks + edges).map { defect in
    var defect = defect
    defect.seed = seeds[defect.name] ?? 1
    return defect
  }

  /// Of those that are rarely found.
  private static let seeds: [String: UInt64] = [
    "a clock that is not proven will do": 294,
    "a group that launches nothing is taken for one that replaces": 687,
    "a part is taken for the whole": 722,
    "a picture is never too old": 34,
    "a place is given back after the claim": 2293,
    "a plan acts": 132,
    "a reconnect is overlooked": 373,
    "a second registration is not looked for": 46,
    "a version is not compared": 2510,
    "a zonal shift is not asked about": 2442,
    "an owner's tag is not read": 2559,
    "another installation's tag is taken for none": 4780,
    "no budget for a cluster": 617,
    "no budget for a group": 2506,
    "no budget for a sweep": 210,
    "no budget for an hour": 617,
    "no grace after a start": 688,
    "nobody waits for replacements": 34,
    "nothing is looked at before terminating": 2044,
    "pauses are not asked for": 261,
    "protection from scale-in is ignored": 12064,
    "standby is taken for service": 1468,
    "stopped is taken for running": 2247,
    "strikes count unconfirmed": 63,
    "termination protection is ignored": 110,
    "the book ignores other workers": 617,
    "the time of a run is not asked for": 1104,
    "two may work on one instance": 1083,
    "what could not be read is taken for harmless": 902,
    "what is open in a cluster is not counted": 2820,
    "what is open in a group is not counted": 6162,
    "what others saw is not asked for": 9065,
    "what was begun is never taken up again": 79,
    "what was held is forgotten": 2355,
    "who could not see the end of a storm releases it": 7712,
    "who is stopped keeps its place in the budgets": 350,
  ]

  private static let strikes = [
    Defect("a reconnect does not break a run") {
      $0.advance = { previous, sighting, facts, last, sweep, policy in
        var previous = previous
        previous?.version = sighting.version
        return StrikeRecord.advance(previous, sighting: sighting, facts: facts, lastSweep: last, sweep: sweep, policy: policy)
      }
    },
    Defect("a retry counts again") {
      $0.advance = { previous, sighting, facts, last, sweep, policy in
        if var again = previous, again.seen == sweep.id, again.version == sighting.version {
          again.count += 1
          return .set(again)
        }
        return StrikeRecord.advance(previous, sighting: sighting, facts: facts, lastSweep: last, sweep: sweep, policy: policy)
      }
    },
    Defect("no grace after a start") {
      $0.advance = { previous, sighting, facts, last, sweep, policy in
        var policy = policy
        policy.startupGrace = .zero
        return StrikeRecord.advance(previous, sighting: sighting, facts: facts, lastSweep: last, sweep: sweep, policy: policy)
      }
    },
    Defect("strikes are confirmed and not written") { $0.count = { _, _, _ in .counted(unknown: []) } },
  ]

  private static let verdicts = [
    judging("the first strike is enough") { picture in
      picture.policy.failAfter = 1
      picture.policy.minDisconnected = .zero
    },
    judging("the time of a run is not asked for") { $0.policy.minDisconnected = .zero },
    judging("the brake never holds") { $0.policy.maxDisconnected = .share(percent: 100) },
    judging("a part is taken for the whole") { picture in
      let seen = picture.observation
      picture.observation = Observation(
        target: seen.target, coverage: .complete, observed: seen.observed, disconnected: seen.disconnected, sightings: seen.sightings)
    },
    judging("strikes count unconfirmed") { picture in
      for index in picture.cases.indices { picture.cases[index].confirmation = .confirmed }
    },
    Defect("a clock that is not proven will do") {
      $0.judge = { judge, pictures, stopped in
        var proven = Judge(
          now: judge.now, isClockProven: true, installation: judge.installation, pauses: judge.pauses, memory: judge.memory)
        proven.unseen = judge.unseen
        return proven.judge(pictures, stopped: stopped)
      }
    },
    Defect("what was begun is never taken up again") {
      $0.judge = { judge, pictures, stopped in
        judge.judge(pictures, stopped: stopped).map { item in
          var item = item
          if item.ruling.reason == .unfinished { item.ruling = Ruling(.striking, .strikes, "") }
          return item
        }
      }
    },
    Defect("who is stopped keeps its place in the budgets") {
      $0.judge = { judge, pictures, stopped in
        let refusals: Set<Reason> = [.perGroup, .perCluster, .perSweep, .perHour, .budgetUnknown]
        return judge.judge(pictures, stopped: stopped.mapValues { $0.filter { refusals.contains($0.value.reason) } })
      }
    },
  ]

  private static let budgets = [
    unlimited("no budget for a cluster", perCluster: 100) { $0.policy.perCluster = 100 },
    unlimited("no budget for a group", perGroup: 100) { $0.policy.perGroup = 100 },
    unlimited("no budget for a sweep", perSweep: 100) { $0.policy.perSweep = 100 },
    unlimited("no budget for an hour", perHour: 100) { _ in },
    judging("what is open in a cluster is not counted") { $0.policy.perCluster = 100 },
    judging("what is open in a group is not counted") { $0.policy.perGroup = 100 },
    Defect("the book ignores other workers") {
      $0.claimPlaces = { book, claims, sweep, now in
        var own = BudgetBook(sweeps: book.sweeps.filter { $0.key == sweep })
        let answers = own.claim(claims, sweepID: sweep, at: now)
        _ = book.claim(claims, sweepID: sweep, at: now)
        return answers
      }
    },
    Defect("a place is given back after the claim") { $0.releasesPlaceFirst = false },
  ]

  private static let looks = [
    looking("a reconnect is overlooked") { look, judged in
      guard let seen = look.sighting, seen.agentConnected else { return }
      look.sighting = judged.sighting
    },
    looking("a version is not compared") { look, judged in
      guard let seen = look.sighting, !seen.agentConnected else { return }
      look.sighting = judged.sighting
    },
    looking("a second registration is not looked for") { look, _ in look.twins = [] },
    looking("termination protection is ignored") { look, _ in look.isTerminationProtected = false },
    looking("what could not be read is taken for harmless") { look, _ in look.facts.unreadable = [] },
    looking("another installation's tag is taken for none") { look, _ in
      if look.facts.remediationTag?.hasPrefix("theirs") == true { look.facts.remediationTag = nil }
    },
    looking("standby is taken for service") { look, _ in
      guard let seen = look.facts.membership else { return }
      look.facts.membership = .init(
        group: seen.group, lifecycleState: "InService", isProtectedFromScaleIn: seen.isProtectedFromScaleIn)
    },
    looking("an owner's tag is not read") { look, _ in look.facts.holds = [] },
    looking("protection from scale-in is ignored") { look, _ in
      guard let membership = look.facts.membership else { return }
      look.facts.membership = .init(group: membership.group, lifecycleState: membership.lifecycleState)
    },
    looking("a group that launches nothing is taken for one that replaces") { look, _ in
      guard let group = look.facts.group else { return }
      look.facts.group = GroupFacts(desired: group.desired, inService: group.inService, replacements: group.replacements)
      look.facts.group?.terminatingHooks = group.terminatingHooks
      look.facts.group?.shiftedFrom = group.shiftedFrom
    },
    looking("a zonal shift is not asked about") { look, _ in look.facts.group?.shiftedFrom = [] },
    looking("stopped is taken for running") { look, _ in if look.facts.ec2State == "stopped" { look.facts.ec2State = "running" } },
  ]

  private static let edges = [
    Defect("two may work on one instance") {
      $0.claim = { state, entry, at, now in
        var entry = entry
        entry.expiresAt = at
        _ = state.claim(entry, claimsAt: Timestamp(milliseconds: .max), at: now)
        return true
      }
      $0.journal = { _, _, _ in true }
    },
    Defect("nothing is looked at before terminating") { $0.isUnchanged = { _, _ in true } },
    Defect("a picture is never too old") { $0.pictureLife = .seconds(1_000_000) },
    Defect("a plan acts") { $0.plansOnly = false },
    Defect("nobody waits for replacements") { $0.replacements = { _, _ in [:] } },
    Defect("pauses are not asked for") { $0.pauses = { _ in Pauses() } },
    recalling("what others saw is not asked for") { $0.tallies = [:] },
    recalling("what was held is forgotten") { $0.holds = [:] },
    Defect("who could not see the end of a storm releases it") {
      $0.holds = { judge, pictures in
        let seen = pictures.map { picture in
          var picture = picture
          picture.observation.coverage = .complete
          return picture
        }
        return judge.holdsToRemember(seen)[World.region] ?? [:]
      }
    },
  ]

  private static func recalling(_ name: String, _ change: @escaping @Sendable (inout BrakeMemory) -> Void) -> Defect {
    Defect(name) { rules in
      let recall = rules.recallBrake
      rules.recallBrake = { store, names, now in
        var memory = recall(store, names, now)
        change(&memory)
        return memory
      }
    }
  }

  /// Judge and book without one of the limits.
  private static func unlimited(
    _ name: String, perHour: Int? = nil, perSweep: Int? = nil, perGroup: Int? = nil, perCluster: Int? = nil,
    _ change: @escaping @Sendable (inout Picture) -> Void
  ) -> Defect {
    var defect = judging(name, change)
    defect.rules.claimPlaces = { book, claims, sweep, now in
      let changed = claims.map { claim in
        let limits = BudgetLimits(
          perHour: perHour ?? claim.limits.perHour, perSweep: perSweep ?? claim.limits.perSweep,
          perGroup: perGroup ?? claim.limits.perGroup, perCluster: perCluster ?? claim.limits.perCluster)
        return BudgetClaim(instance: claim.instance, cluster: claim.cluster, group: claim.group, isOpen: claim.isOpen, limits: limits)
      }
      return book.claim(changed, sweepID: sweep, at: now)
    }
    return defect
  }

  private static func judging(_ name: String, _ change: @escaping @Sendable (inout Picture) -> Void) -> Defect {
    Defect(name) {
      $0.judge = { judge, pictures, stopped in
        let changed = pictures.map { picture in
          var picture = picture
          change(&picture)
          return picture
        }
        let judged = judge.judge(changed, stopped: stopped)
        // What the rule saw is its own affair: what was really known goes on.
        let truth = pictures.flatMap { picture in picture.cases.map { (picture.target, $0) } }
        return zip(judged, truth).map { Judged(target: $1.0, instance: $1.1, ruling: $0.ruling) }
      }
    }
  }

  private static func looking(_ name: String, _ change: @escaping @Sendable (inout LastLook, InstanceCase) -> Void) -> Defect {
    Defect(name) {
      $0.decide = { look, judged, policy, now in
        var look = look
        change(&look, judged)
        return look.decision(for: judged, installation: World.installation, policy: policy, now: now)
      }
    }
  }
}
