import AgentHealth

@testable import FailureStore

/// What groups made of the instances that they were to replace, in the model's own words.
extension Simulation.State {
  /// A group gets no more to replace than it has replaced, but for as many as may be open, and none after two failures.
  func checkReplacements(_ act: Act, by worker: Worker, _ name: String) throws(Violation) {
    guard let group = act.look.facts.membership?.group else { return }
    let account = act.judged.target.account
    let begun = beginnings.filter { beginning in
      let machine = act.machines[beginning.machine]
      let isKept = machine.isRunning && machine.group == group && machine.lifecycle == "InService"
      return beginning.machine != act.machine && beginning.group == group && machine.account == account && !isKept
        && beginning.at < act.lookedAt
    }
    let members = act.machines.filter { $0.group == group && $0.account == account && $0.isRunning && $0.connected }
    func missing(_ begun: [Beginning]) -> Int {
      guard let first = begun.map(\.at).min() else { return 0 }
      return begun.count - members.count { $0.launchedAt >= first - .seconds(60) }
    }
    let recent = missing(begun.filter { act.lookedAt - $0.at < .seconds(840) })
    try Violation.unless(recent < worker.policy.perGroup, "\(name), while its group has yet to replace \(recent)")
    let failed = missing(begun.filter { act.lookedAt - $0.at > .seconds(1200) && act.lookedAt - $0.at < .seconds(6 * 3600 - 600) })
    try Violation.unless(failed < 2, "\(name), whose group did not replace \(failed)")
  }

  /// A person pauses something for a while, or everything.
  mutating func pause() {
    let scope = PauseScope(account: world.chance(2) ? nil : World.targets[world.chance(2) ? 0 : 2].account)
    store.pauses[scope] = Pause(scope: scope, reason: "a test", by: "somebody", since: world.now, until: world.now + .seconds(1800))
  }
}
