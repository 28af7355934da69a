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

  /// By group, `account/name`.
  var replacements: [String: [Replacement]] = [:]

  var isEmpty: Bool { tallies.isEmpty && holds.isEmpty && replacements.isEmpty }

  mutating func note(_ replacement: Replacement, in group: String) {
    replacements[group, default: []].removeAll { $0.ec2Instance == replacement.ec2Instance }
    replacements[group, default: []].append(replacement)
  }

  mutating func write(_ tallies: [Tally]) {
    for tally in tallies { self.tallies[Witness(account: tally.account, scope: tally.scope)] = tally }
  }

  mutating func write(_ holds: [String: Hold], at now: Timestamp) {
    for (scope, hold) in holds { self.holds[scope] = Expiring(value: hold, expiresAt: now + Hold.lifetime) }
  }

  mutating func dropExpired(at now: Timestamp) {
    tallies = tallies.filter { now - $0.value.at < Tally.lifetime }
    holds = holds.filter { $0.value.value(at: now) != nil }
    replacements = replacements.mapValues { $0.filter { now - $0.at < Replacement.memory } }.filter { !$0.value.isEmpty }
  }
}

extension StoredState {
  func tallies(region: String, at now: Timestamp) -> [Tally] {
    (brakes[region]?.tallies.values.filter { now - $0.at < Tally.lifetime } ?? []).sortedByWitness
  }

  func replacements(in groups: [String], region: String, at now: Timestamp) -> [String: [Replacement]] {
    var found: [String: [Replacement]] = [:]
    for group in groups {
      let fresh = brakes[region]?.replacements[group]?.filter { now - $0.at < Replacement.memory } ?? []
      found[group] = fresh.sorted { $0.ec2Instance < $1.ec2Instance }
    }
    return found
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
