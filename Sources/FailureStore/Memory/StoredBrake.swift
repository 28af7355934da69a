import AgentHealth

/// What is kept of one Region for the brakes of all workers.
struct StoredBrake: Equatable, Sendable {
  /// Whose tally it is.
  struct Witness: Hashable, Sendable {
    var account: String
    var scope: String
  }

  var tallies: [Witness: Tally] = [:]
  /// By scope.
  var holds: [String: Expiring<Hold>] = [:]

  var isEmpty: Bool { tallies.isEmpty && holds.isEmpty }

  mutating func write(_ tallies: [Tally]) {
    for tally in tallies { self.tallies[Witness(account: tally.account, scope: tally.scope)] = tally }
  }

  mutating func write(_ holds: [String: Hold], at now: Timestamp) {
    for (scope, hold) in holds { self.holds[scope] = Expiring(value: hold, expiresAt: now + Hold.lifetime) }
  }

  mutating func dropExpired(at now: Timestamp) {
    tallies = tallies.filter { now - $0.value.at < Tally.lifetime }
    holds = holds.filter { $0.value.value(at: now) != nil }
  }
}

extension StoredState {
  func tallies(region: String, at now: Timestamp) -> [Tally] {
    (brakes[region]?.tallies.values.filter { now - $0.at < Tally.lifetime } ?? []).sortedByWitness
  }

  func holds(_ scopes: [String], region: String, at now: Timestamp) -> [String: Hold] {
    var holds: [String: Hold] = [:]
    for scope in scopes { holds[scope] = brakes[region]?.holds[scope]?.value(at: now) }
    return holds
  }
}

extension [Tally] {
  /// By account, then scope: the same order from every store.
  var sortedByWitness: [Tally] { sorted { ($0.account, $0.scope) < ($1.account, $1.scope) } }
}
