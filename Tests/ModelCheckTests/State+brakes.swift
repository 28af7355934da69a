import AgentHealth

@testable import FailureStore

/// What sweeps said of targets to each other.
struct Hearsay {
  struct Word {
    let figures: (observed: Int, disconnected: Int)
    let at: Timestamp
  }

  /// What each target's last apply said of it.
  var last: [Target: Word] = [:]
  /// When each target was last said to have too much out.
  var over: [Target: Word] = [:]
  /// When each target was first seen whole since then, with no more out than is allowed.
  var calm: [Target: Timestamp] = [:]
}

/// The brakes over all workers, in the model's own words: by what each of them saw, not by what the store remembers.
extension Simulation.State {
  /// Two sweeps that overlap may remember a release that is some minutes older.
  private static let overlap: Duration = .seconds(400)

  /// What a sweep leaves behind for the others.
  mutating func hear(of worker: Worker) {
    store.brakes[World.region, default: StoredBrake()].write(
      worker.pictures.flatMap { $0.tallies(at: worker.countedAt, installation: World.installation) })
    store.brakes[World.region, default: StoredBrake()].write(worker.rules.holds(worker.judge, worker.pictures), at: world.storeNow)
    for picture in worker.pictures where picture.observation.coverage == .complete {
      let word = Hearsay.Word(figures: Self.figures(picture), at: worker.countedAt)
      hearsay.last[picture.target] = word
      if !fits(word.figures, worker.policy) {
        hearsay.over[picture.target] = word
        if let calm = hearsay.calm[picture.target], word.at - calm > Self.overlap { hearsay.calm[picture.target] = nil }
      } else if hearsay.over[picture.target] != nil, hearsay.calm[picture.target] == nil {
        hearsay.calm[picture.target] = worker.countedAt
      }
    }
  }

  /// Too much is out at once: in the cluster, in the Region over all accounts, or in all of an account.
  func checkBrakes(_ act: Act, by worker: Worker, _ name: String) throws(Violation) {
    let own = Dictionary(uniqueKeysWithValues: worker.pictures.filter(\.observation.isRead).map { ($0.target, Self.figures($0)) })
    try check(own[act.judged.target] ?? (0, 0), worker.policy, "\(name), in a cluster")
    let fresh = worker.hearsay.last.filter { worker.countedAt - $0.value.at < .seconds(1800) }.mapValues(\.figures)
    let told = own.merging(fresh) { own, _ in own }
    // A store that was lost, or whose clock jumped, may have forgotten what the others said; it need not have.
    if isBookTrusted || !fits(Self.sum(own.values), worker.policy) {
      try check(Self.sum(told.values), worker.policy, "\(name), in a Region")
    }
    if isBookTrusted, let over = worker.hearsay.over[act.judged.target] {
      let end = max(over.at, worker.hearsay.calm[act.judged.target] ?? worker.countedAt)
      let isCool = worker.countedAt - end >= worker.policy.cooldown - Self.overlap
      try Violation.unless(isCool, "\(name), where too much was out until \((worker.countedAt - end).text) ago")
    }
    if let what = Self.suspicion(told), isBookTrusted || Self.suspicion(own) != nil { throw Violation("\(name), while \(what)") }
  }

  /// What speaks for the control plane having failed, and not the agents.
  private static func suspicion(_ seen: [Target: (observed: Int, disconnected: Int)]) -> String? {
    let accounts = Dictionary(grouping: seen, by: \.key.account).mapValues { sum($0.map(\.value)) }
    let silent = accounts.filter { $0.value.observed >= 3 && $0.value.disconnected >= $0.value.observed }
    if let account = silent.keys.min() { return "all of \(account) is silent" }
    let all = sum(seen.values)
    let isHalf = all.observed >= 6 && all.disconnected * 2 >= all.observed
    return isHalf && accounts.values.count { $0.disconnected > 0 } >= 2 ? "half of two accounts is silent" : nil
  }

  private func check(_ figures: (observed: Int, disconnected: Int), _ policy: Policy, _ name: String) throws(Violation) {
    let allowed = Self.allowed(policy, of: figures.observed)
    let text = "\(name) where \(figures.disconnected) of \(figures.observed) are disconnected and \(allowed) allowed"
    try Violation.unless(fits(figures, policy), text)
  }

  private func fits(_ figures: (observed: Int, disconnected: Int), _ policy: Policy) -> Bool {
    figures.disconnected <= Self.allowed(policy, of: figures.observed)
  }

  private static func sum(_ parts: some Sequence<(observed: Int, disconnected: Int)>) -> (observed: Int, disconnected: Int) {
    parts.reduce((0, 0)) { ($0.0 + $1.observed, $0.1 + $1.disconnected) }
  }

  private static func allowed(_ policy: Policy, of observed: Int) -> Int {
    switch policy.maxDisconnected {
    case .count(let count): count
    case .share(let percent): max(1, observed * percent / 100)
    }
  }

  /// What is stopped or ended is in neither figure; what is in flight stays in the upper one.
  private static func figures(_ picture: Picture) -> (observed: Int, disconnected: Int) {
    let cases = picture.cases.filter { !$0.sighting.agentConnected && $0.sighting.status == "ACTIVE" }
    let silent = cases.filter { $0.facts.ec2State != nil && $0.facts.ec2State != "running" }
    let inFlight = silent.count { $0.facts.remediationTag?.hasPrefix("ours") == true }
    return (picture.observation.observed - silent.count, cases.count - silent.count + inFlight)
  }
}
