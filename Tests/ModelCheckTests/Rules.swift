import AgentHealth

@testable import FailureStore

/// The rules as the model calls them: the real ones, each in a place where a test can put a wrong one.
struct Rules: Sendable {
  var advance: @Sendable (StrikeRecord?, Sighting, InstanceFacts, SweepMark?, SweepMark, Policy) -> Advance = {
    StrikeRecord.advance($0, sighting: $1, facts: $2, lastSweep: $3, sweep: $4, policy: $5)
  }
  var judge: @Sendable (Judge, [Picture], [Target: [String: Ruling]]) -> [Judged] = { $0.judge($1, stopped: $2) }
  var decide: @Sendable (LastLook, InstanceCase, Policy, Timestamp) -> LastLook.Decision = {
    $0.decision(for: $1, installation: World.installation, policy: $2, now: $3)
  }
  /// What the brake goes by: what other workers told of the Region, and what is held there.
  var recallBrake: @Sendable (StoredState, [String], Timestamp) -> BrakeMemory = { store, names, now in
    var memory = BrakeMemory()
    memory.tallies[World.region] = store.tallies(region: World.region, at: now)
    memory.holds[World.region] = store.holds(names, region: World.region, at: now)
    return memory
  }
  /// What a sweep remembers of holds.
  var holds: @Sendable (Judge, [Picture]) -> [String: Hold] = { $0.holdsToRemember($1)[World.region] ?? [:] }
  var pauses: @Sendable (StoredState) -> Pauses = { Pauses(Array($0.pauses.values)) }
  /// Who was told to be replaced, by group.
  var replacements: @Sendable (StoredState, Timestamp) -> [String: [Replacement]] = { store, now in
    let groups = store.brakes[World.region].map { Array($0.replacements.keys) } ?? []
    return store.replacements(in: groups, region: World.region, at: now)
  }
  var count: @Sendable (inout StoredState, TargetCount, Timestamp) -> CountResult = { $0.count($1, at: $2) }
  var claim: @Sendable (inout StoredState, JournalEntry, Timestamp, Timestamp) -> Bool = { $0.claim($1, claimsAt: $2, at: $3) }
  var journal: @Sendable (inout StoredState, JournalEntry, Timestamp) -> Bool = { $0.journal($1, at: $2) }
  var claimPlaces: @Sendable (inout BudgetBook, [BudgetClaim], String, Timestamp) -> [BudgetAnswer] = {
    $0.claim($1, sweepID: $2, at: $3)
  }

  // What `ClusterSweep` decides itself, at the edge.
  /// Whether an instance is still what was judged, just before it is terminated.
  var isUnchanged: @Sendable (_ judged: Sighting, _ now: Sighting?) -> Bool = { $1?.agentConnected == false && $1?.version == $0.version }
  /// No first step on a picture older than this.
  var pictureLife: Duration = .seconds(300)
  /// Whether a place is given back before the instance is another's to work on.
  var releasesPlaceFirst = true
  /// Whether a plan stops before it claims.
  var plansOnly = true
}
