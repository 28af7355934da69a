import AgentHealth
import ArgumentParser

/// What is paused or resumed: everything that all of these describe, and without any of them everything there is.
struct PauseScopeOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: "In this account, by ID or by its name in the file; a glob of IDs.") var account: String?
  @Option(name: .shortAndLong, help: "In this Region; a glob.") var region: String?
  @Option(name: .shortAndLong, help: "In this cluster; a glob.") var cluster: String?
  @Option(name: .shortAndLong, help: "In this Auto Scaling group; a glob.") var group: String?
  @Option(name: .shortAndLong, help: "This instance: its EC2 ID or its container instance ID.") var instance: String?

  func validate() throws {
    for value in [account, region, cluster, group, instance] where value?.isEmpty == true {
      throw ValidationError("a part of the scope is empty: leave it out, or name something")
    }
  }

  var isGiven: Bool { [account, region, cluster, group, instance].contains { $0 != nil } }

  func scope(_ plans: PlanIndex) throws(Refusal) -> PauseScope {
    var scope = PauseScope(account: nil, region: region, cluster: cluster, group: group, instance: instance)
    if let account {
      guard let id = plans.account(called: account) else {
        throw Refusal(.usage, "--account \(account): no entry of the configuration is called that; expected a name there, or 12 digits")
      }
      scope.account = id
    }
    return scope
  }
}
