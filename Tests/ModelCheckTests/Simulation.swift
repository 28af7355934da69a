import AgentHealth

@testable import AgentHealthTests

@testable import FailureStore

/// One fleet and up to eight sweeps at once, by one seed: first everything goes wrong, then nothing does.
struct Simulation {
  /// What all sweeps share, and what the checks have to know of it.
  struct State {
    var world: World
    var store = StoredState()
    /// Which sweeps saw an instance disconnected at one version, and after which sweep.
    var sightings: [String: Set<String>] = [:]
    /// Who was told last that an instance is theirs to work on, and until when.
    var claims: [String: (owner: String, until: Timestamp)] = [:]
    /// What was begun, as AWS saw it.
    var beginnings: [Beginning] = []
    /// Machines that each sweep took its first step on.
    var begunBy: [String: Set<Int>] = [:]
    var hearsay = Hearsay()
    /// Until the store is lost, or its clock jumps.
    var isBookTrusted = true
    var mutations = 0
  }

  private(set) var state: State
  private(set) var sweeps = 0
  private let rules: Rules
  private var policy = Policy()
  private var attempts = 0

  init(seed: UInt64, rules: Rules = Rules()) {
    self.rules = rules
    state = State(world: World(seed: seed))
    policy.perGroup = Int.random(in: 0...2, using: &state.world.random) == 0 ? 2 : 1
    policy.perCluster = max(1, Int.random(in: 0...3, using: &state.world.random))
    policy.perHour = Int.random(in: 2...4, using: &state.world.random)
    policy.perSweep = Int.random(in: 1...3, using: &state.world.random)
    // Its fleets are small, and its days short.
    policy.loneMinDisconnected = .zero
    // A hold that is worked off would allow what the checks forbid.
    policy.maxHold = .seconds(30 * 86400)
    policy.cooldown = .seconds([0, 900, 3600][Int.random(in: 0..<3, using: &state.world.random)])
    policy.method = RemediationMethod.allCases.randomElement(using: &state.world.random) ?? .detach
    policy.maxDisconnected = [.share(percent: 20), .share(percent: 50), .count(6)][Int.random(in: 0..<3, using: &state.world.random)]
  }

  mutating func run() throws(Violation) {
    try storm()
    try calm()
  }

  /// Workers that overlap, crash and are tried again, in a world that does not hold still.
  private mutating func storm() throws(Violation) {
    var workers: [Worker] = []
    for round in 0..<12 {
      let most = state.world.chance(4) ? 8 : 2
      for _ in 0..<Int.random(in: 1...most, using: &state.world.random) where workers.count < 8 {
        let again = !workers.isEmpty && state.world.chance(4)
        workers.append(worker(id: again ? workers[0].id : "sweep-\(round)-\(sweeps)", isFaulty: true))
      }
      while workers.count > (round.isMultiple(of: 3) ? 0 : 1) {
        let index = Int.random(in: 0..<workers.count, using: &state.world.random)
        let pause = state.world.chance(40) ? 330 : Int.random(in: 0...6, using: &state.world.random)
        state.world.now = state.world.now + .seconds(pause)
        try workers[index].step(&state)
        if workers[index].isFinished {
          workers.remove(at: index)
        } else if state.world.chance(60) {
          // Killed; Lambda would try it again two minutes later.
          let dead = workers.remove(at: index)
          if state.world.chance(2) { workers.append(worker(id: dead.id, isFaulty: true)) }
        }
        if state.world.chance(6) { state.world.happen() }
        if state.world.chance(400) { state.pause() }
      }
      if state.world.chance(16) {
        state.world.storeSkew += .seconds(Int.random(in: -7200...7200, using: &state.world.random))
        state.isBookTrusted = false
      }
      if state.world.chance(30) {
        state.store = StoredState()
        state.isBookTrusted = false
      }
      state.world.now = state.world.now + .seconds(Int.random(in: 60...900, using: &state.world.random))
      for index in state.world.machines.indices { state.world.notice(index) }
    }
  }

  /// One sweep after another; in the end every instance is replaced, or held by name.
  private mutating func calm() throws(Violation) {
    var last: [(instance: String, ruling: Ruling)] = []
    // Long enough for claims and for the memory of a flapping agent to run out.
    state.world.now = state.world.now + .seconds(7 * 3600)
    for round in 0..<(4 + 4 * state.world.machines.count) {
      var sweep = worker(id: "calm-\(round)", isFaulty: false)
      while !sweep.isFinished { try sweep.step(&state) }
      for index in state.world.machines.indices { state.world.notice(index) }
      last = sweep.rows
      state.world.now = state.world.now + .seconds(1200)
      if round > 4, !last.contains(where: { [.striking, .due, .deferred].contains($0.ruling.verdict) }) { break }
    }
    try checkLiveness(last)
  }

  private mutating func worker(id: String, isFaulty: Bool) -> Worker {
    sweeps += 1
    attempts += 1
    let mode: Worker.Mode = isFaulty && state.world.chance(6) ? .plan : .apply
    // A worker for each account sees only a part; what it does not see, the others tell.
    let part = isFaulty && state.world.chance(2) ? state.world.chance(2) ? [0, 1] : [2] : Array(World.targets.indices)
    return Worker(
      id: id, attempt: "attempt-\(attempts)", mode: mode, rules: rules, policy: policy, isFaulty: isFaulty, scope: part)
  }

  private func checkLiveness(_ rows: [(instance: String, ruling: Ruling)]) throws(Violation) {
    let rulings = Dictionary(rows.map { ($0.instance, $0.ruling) }, uniquingKeysWith: { first, _ in first })
    let hasOpen = state.world.machines.contains {
      $0.isOurs && ([.held, .ignored].contains(rulings[$0.ec2]?.verdict) || $0.isRunning && !$0.isRegistered)
    }
    for machine in state.world.machines where machine.isRegistered && !machine.connected {
      guard let ruling = rulings[machine.ec2] else { throw Violation("\(machine.ec2) is disconnected and in no report") }
      // An open remediation that a person has to end keeps its slot, and is in the report itself.
      let waits = ruling.reason == .perGroup || ruling.reason == .perCluster
      let isNamed = ruling.verdict == .held || ruling.verdict == .ignored || (waits && hasOpen)
      try Violation.unless(isNamed, "\(machine.ec2) is still \(ruling.verdict.rawValue) \(ruling.reason.rawValue): \(ruling.detail)")
    }
    for machine in state.world.machines where machine.isOurs && machine.isRunning && machine.isRegistered {
      try Violation.unless(rulings[machine.ec2] != nil, "\(machine.ec2) was begun, is not ended, and in no report")
    }
  }
}
