import AgentHealth
import FailureStore
import TestSupport

/// Sweeps of one target with one instance, as they happen whatever becomes of the store.
struct History: Sendable {
  struct Sweep: Sendable {
    /// Since the sweep before; negative where the sweeps' clock is set back.
    var gap: Duration
    /// The one before again where it is that one's.
    var id: String
    var isConnected: Bool
    var isUpdating: Bool
    var version: Int64
  }

  var policy = Policy()
  var sweeps: [Sweep] = []

  /// Whether each sweep counts for itself. One that is tried again, or that comes within `min_gap` of another, counts nothing; where the mark of the
  /// other is lost it does, and has seen for itself: only its strike must not count twice.
  var isPlain: Bool {
    Set(sweeps.map(\.id)).count == sweeps.count && sweeps.dropFirst().allSatisfy { $0.gap >= policy.minGap }
  }

  init(_ random: inout SeededGenerator) {
    policy.failAfter = random.one([1, 2, 2, 3])
    policy.minDisconnected = .seconds(random.one([0, 300, 600, 600]))
    var (version, reconnects): (Int64, Int) = (7, 0)
    for number in 1...Int.random(in: 3...12, using: &random) {
      let isConnected = random.chance(8)
      // Twice at most: the third restart of a run makes it flapping, and who forgets restarts forgets that too.
      let isReconnected = sweeps.last?.isConnected ?? false || isConnected || (reconnects < 2 && random.chance(8))
      if isReconnected { (version, reconnects) = (version + 1, reconnects + 1) }
      let id = sweeps.last.flatMap { random.chance(5) ? $0.id : nil } ?? "s\(number)"
      let isShort = random.chance(6)
      let gap = isShort ? random.one([-600, -30, 20, 45]) : random.one([90, 300, 360, 660, 1800, 14_400])
      sweeps.append(
        Sweep(gap: .seconds(gap), id: id, isConnected: isConnected, isUpdating: random.chance(8), version: version))
    }
  }
}

/// What goes wrong with the store around one sweep.
struct Trouble: Sendable {
  enum Loss: Sendable {
    case flush
    /// Each key goes with this chance.
    case evict(percent: Int)
    /// The store's own clock leaps ahead, so that keys end early, or falls back, so that they stay.
    case clock(Duration)
  }

  enum End: Sendable { case sound, answerIsLost, dies }

  var before: [Loss] = []
  /// Between recall and count.
  var within: [Loss] = []
  var end = End.sound

  init() {}

  init(_ random: inout SeededGenerator) {
    if random.chance(30) { before = [Self.loss(&random)] }
    if random.chance(15) { within = [Self.loss(&random)] }
    end = random.chance(80) ? .sound : random.one([.answerIsLost, .dies])
  }

  private static func loss(_ random: inout SeededGenerator) -> Loss {
    random.one([.flush, .evict(percent: 30), .evict(percent: 60), .clock(.seconds(random.one([60, 7200, 86_400, -60, -7200])))])
  }
}

/// A store whose keys a test can lose.
struct LossyPlace: Sendable {
  let clock: HandClock
  let store: any StrikeStore
  let elapse: @Sendable (Duration) async throws -> Void
  let lose: @Sendable (Trouble.Loss, inout SeededGenerator) async throws -> Void

  /// Goes through a history. `troubles` has one for each sweep; what is evicted follows `seed`.
  ///
  /// Returns the number of the sweep at which the instance is due, nil where it never is, and the counts that each sweep took for confirmed.
  func run(_ history: History, _ troubles: [Trouble], seed: UInt64) async throws -> (due: Int?, counts: [Int]) {
    var random = SeededGenerator(seed: seed)
    var counts: [Int] = []
    for (number, (sweep, trouble)) in zip(history.sweeps, troubles).enumerated() {
      clock.advance(by: sweep.gap)
      try await elapse(sweep.gap)
      for loss in trouble.before { try await lose(loss, &random) }
      let memory = try await store.recall([production])[production] ?? Memory()
      for loss in trouble.within { try await lose(loss, &random) }
      if case .dies = trouble.end {
        counts.append(0)
        continue
      }
      let (count, advance) = count(sweep, after: memory, policy: history.policy)
      let result = await store.count([count])[production]
      guard case .counted(let unknown) = result, unknown.isEmpty, case .sound = trouble.end, let record = advance?.record else {
        counts.append(0)
        continue
      }
      counts.append(record.count)
      let isOld = clock.now - record.since >= history.policy.minDisconnected
      if record.count >= history.policy.failAfter, isOld, !record.isFlapping { return (number, counts) }
    }
    return (nil, counts)
  }

  /// What the sweep counts, as `Count` does.
  private func count(_ sweep: History.Sweep, after memory: Memory, policy: Policy) -> (TargetCount, Advance?) {
    let mark = SweepMark(id: sweep.id, at: clock.now)
    var advance: Advance?
    if !sweep.isConnected {
      let sighting = Sighting(
        containerInstance: "a", ec2Instance: "i-0123456789abcdef0", agentConnected: false, status: "ACTIVE",
        version: sweep.version, agentUpdateStatus: sweep.isUpdating ? "UPDATING" : nil)
      advance = StrikeRecord.advance(
        memory.records["a"], sighting: sighting, facts: InstanceFacts(ec2State: "running"), lastSweep: memory.swept, sweep: mark,
        policy: policy)
    }
    let count = TargetCount(
      target: production, sweep: mark, previous: memory.swept, nonce: "\(sweep.id) \(mark.at.milliseconds)", minGap: policy.minGap,
      maxGap: policy.maxGap, advances: advance.map { ["a": $0] } ?? [:], cleared: sweep.isConnected ? ["a"] : [])
    return (count, advance)
  }
}
