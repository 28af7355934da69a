public import AWSCore
import AWSServices
public import AgentHealth
public import FailureStore
import Reports

/// One sweep, from accounts to a report. Every stage takes values and returns values; read it from top to bottom.
public struct Sweep: Sendable {
  let request: SweepRequest
  let client: AWSClient
  let caller: CredentialCache
  let store: any StrikeStore
  let time: TimeSource
  let progress: SweepProgress

  /// Inspecting gets at most this share of the deadline, so that judging and acting are never starved.
  private static let inspectPercent = 60
  /// A local clock that is further off than this is worth a warning: signatures fail at five minutes.
  private static let skewLimit = 60.0

  /// A sweep that has not begun.
  ///
  /// - Parameters:
  ///   - request: what to do.
  ///   - client: how AWS is called.
  ///   - caller: the caller's own credentials; each account's role is assumed with them, and messages are published with them.
  ///   - store: what is remembered between sweeps; in plan mode it must be read-only.
  ///   - progress: where to note how far it has come.
  public init(
    _ request: SweepRequest, client: AWSClient, caller: CredentialCache, store: any StrikeStore, progress: SweepProgress = .init()
  ) {
    self.request = request
    self.client = client
    self.caller = caller
    self.store = store
    self.time = client.time
    self.progress = progress
  }

  /// Sweeps until it is done, the deadline is over, or a signal comes.
  ///
  /// Whatever ends it, the report says what was seen, decided and done until then; it ends between two steps.
  public func run(interruptions: AsyncStream<Int32>) async -> SweepReport {
    let clock = SweepClock(time: time, server: client.clock)
    let (startedAt, began) = (Timestamp(seconds: time.wall()), time.monotonic())
    let blank = SweepReport(sweepID: request.sweepID, mode: request.mode, startedAt: startedAt)
    let (result, interruption) = await interruptible(by: interruptions) {
      await stages(clock: clock, deadline: began + request.deadline, blank: blank)
    }

    var report = result.report(blank, request)
    report.interruption = interruption
    if let skew = client.clock.localSkew, abs(skew) > Self.skewLimit {
      report.warnings.append("the local clock is \(Int(skew)) s off AWS's; set it by NTP")
    }
    report.warnings += caller.notices.all
    if let home = result.home {
      let announce = Announce(client: client, account: home, topic: request.topic)
      let told = await announce.digest(
        report, store: request.finishing == nil ? store : nil, after: result.notification, at: clock.now)
      report.notification = told.report
      if let warning = told.warning { report.warnings.append(warning) }
    }
    report.api = APIReport(client.statistics)
    report.duration = time.monotonic() - began
    await store.close()
    return report
  }

  private func stages(clock: SweepClock, deadline: Duration, blank: SweepReport) async -> SweepResult {
    var result = SweepResult()
    let home: AWSAccount
    do {
      home = try await client.prove(accountID: nil, roles: [], caller: caller, region: request.region)
      result.home = home
    } catch {
      result.failures.append(error.description)
      return result
    }

    // discover
    result.scope = await Discover(client: client, caller: caller, home: home, request: request).run()
    if result.scope.regions.isEmpty, result.scope.fruitless != nil { return result }
    let targets = result.scope.targets
    await progress.discovered(targets: targets.count)

    // recall
    var memories: [Target: Memory] = [:]
    var pauses = Pauses()
    var storeFailure: String?
    do {
      try await store.open(as: StoreOwner(account: home.id, installation: request.installation))
      memories = try await store.recall(targets)
      pauses = try await store.pauses()
    } catch {
      storeFailure = "store \(store.name): \(error)"
      pauses.unreadable = error.message
      result.failures.append("store \(store.name): \(error)")
    }

    // inspect
    result.tagged = await result.scope.taggedInstances(installation: request.installation, at: clock.now)
    result.scope.failed += result.tagged.unreadable.map { key, why in
      TargetReport(account: key.account, region: key.region, cluster: nil, status: .partial, error: why)
    }
    let inspectUntil = deadline - request.deadline * (100 - Self.inspectPercent) / 100
    let policies = Dictionary(uniqueKeysWithValues: targets.map { ($0, result.scope.policy(for: $0)) })
    let inspecting = InspectTargets(
      scope: result.scope, memories: memories, tagged: result.tagged, time: time, progress: progress, atOnce: request.targetsAtOnce)
    result.observations = await inspecting.run(policies.mapValues(\.scan), until: inspectUntil)

    // fall back
    let fallback = Fallback(result.observations, policies: policies)
    result.warnings += fallback.warnings
    result.observations = await inspecting.run(fallback, over: result.observations, until: inspectUntil)
    let seenAt = time.monotonic()

    // examine
    let findings = await result.scope.examine(result.observations, tagged: result.tagged)
    let facts = Dictionary(uniqueKeysWithValues: targets.map { ($0, findings[RegionKey($0)]?.facts ?? [:]) })

    // count
    if Task.isCancelled { storeFailure = storeFailure ?? "the sweep was ended before its strikes were counted" }
    let counting = Count(request: request, store: store, failure: storeFailure, now: clock.now)
    let counted = await counting.run(result.observations, memories: memories, facts: facts, policies: policies)
    result.storeFailed(counted.values.compactMap(\.failure), store)

    // judge
    var pictures = result.observations.map { observation in
      let (target, counted) = (observation.target, counted[observation.target] ?? Count.Counted())
      return Picture(
        observation: observation, policy: policies[target] ?? Policy(),
        cases: observation.sightings.map { counted.instanceCase($0, facts: facts[target]?[$0.ec2Instance] ?? InstanceFacts()) },
        zones: observation.zones(findings[RegionKey(target)]?.zoneIDs ?? [:]),
        paused: result.scope.regions[RegionKey(target)]?.paused[target])
    }
    var judge = Judge(now: counting.now, isClockProven: clock.isProven, installation: request.installation, pauses: pauses)
    judge.unseen = result.tagged.unseen(in: pictures)
    let witness = Witness(store: store, now: counting.now)
    if storeFailure == nil { judge.memory = await witness.recall(pictures, judge: judge) }
    judge.memory.readings = result.readings
    result.storeFailed(judge.memory.unreadable.values.sorted(), store)
    if storeFailure == nil { pictures = await result.scope.surround(judge.judge(pictures), of: pictures, store: store) }
    let judged = judge.judge(pictures)
    result.holds = judge.holds(pictures)
    if let asked = request.explaining { result.findings = judge.findings(of: asked, in: pictures) }
    result.instances = judged.map(InstanceReport.init)
    guard storeFailure == nil else { return result }
    if request.mode != .plan {
      let told = await witness.tell(pictures, installation: request.installation)
      result.storeFailed(told + (await witness.remember(judge.holdsToRemember(pictures))), store)
    }

    // admit
    let left = request.finishing.map { FinishRule.left(of: judged, finishing: $0, installation: request.installation) }
    var admission = Admission(request: request, store: store, now: counting.now, tagged: result.tagged, left: left ?? [:])
    let admitted = await admission.judged(pictures, judge: judge)
    result.instances = admitted.map(InstanceReport.init)

    // remediate
    if request.mode == .apply, admitted.contains(where: { $0.ruling.verdict == .due }) {
      let intent = Message.intent(result.report(blank, request))
      result.notification = await Announce(client: client, account: home, topic: request.topic).publish(intent)
    }
    var remediate = Remediate(request: request, scope: result.scope, store: store, clock: clock, seenAt: seenAt, deadline: deadline)
    let outcomes = await remediate.run(pictures, judge: judge, admission: &admission)
    result.instances = outcomes.map(\.report)
    result.storeFailed((outcomes.map(\.storeFailure) + [admission.failure]).compactMap { $0?.message }, store)
    return result
  }

  private enum Event: Sendable {
    case finished(SweepResult)
    case interrupted(Int32)
    case deadline
    case noSignals
  }

  /// Runs `stages` in a child task, and cancels it when a signal comes or the deadline is over.
  private func interruptible(by signals: AsyncStream<Int32>, _ stages: @escaping @Sendable () async -> SweepResult) async -> (
    SweepResult, Int32?
  ) {
    await withTaskGroup(of: Event.self) { group in
      group.addTask { .finished(await stages()) }
      group.addTask {
        for await signal in signals { return .interrupted(signal) }
        return .noSignals
      }
      group.addTask {
        // A sleep that is cancelled has nothing more to end.
        do { try await time.sleep(request.deadline) } catch {}
        return .deadline
      }
      var result = SweepResult()
      var interruption: Int32?
      var isFinished = false
      while !isFinished, let event = await group.next() {
        switch event {
        case .finished(let stages): (result, isFinished) = (stages, true)
        case .interrupted(let signal): interruption = signal
        case .deadline: break
        case .noSignals: continue
        }
        group.cancelAll()
      }
      return (result, interruption)
    }
  }
}
