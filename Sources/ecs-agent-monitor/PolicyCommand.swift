public import AgentHealth
public import ArgumentParser
import ClusterSweep
import Configuration
import Glibc

/// `ecs-agent-monitor policy`: the least-privilege policies of IAM for what clusters.json turns on. Calls nobody.
struct PolicyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy",
    abstract: "Print the IAM policy that the sweeps of clusters.json need, and nothing more.",
    discussion: "Exit status: 0 printed, 64 usage, 78 configuration.")

  enum Holder: String, ExpressibleByArgument, CaseIterable { case member, caller }

  @OptionGroup var options: ConfigurationOptions
  @Option(name: .customLong("for"), help: "For the role in each account, or for the caller that assumes it.") var holder = Holder.member
  @Option(help: "What the sweeps do at most.") var mode = SweepMode.apply
  @Flag(help: "Print the trust policy of the role in each account instead; needs --principal.") var trust = false
  @Option(help: "Who assumes the role: an account's 12 digits, or the ARN of a role or user.") var principal: String?
  @Option(help: "The organization that the principal must belong to: its ID, o-….") var organizationID: String?

  func validate() throws {
    if trust && principal == nil { throw ValidationError("--trust needs --principal: who assumes the role") }
    if !trust && principal != nil { throw ValidationError("--principal is for --trust only") }
    if !trust && organizationID != nil { throw ValidationError("--organization-id is for --trust only") }
    if let organizationID, organizationID.wholeMatch(of: /o-[a-z0-9]{10,32}/) == nil {
      throw ValidationError("--organization-id: found \"\(organizationID)\", expected o- and 10 to 32 of a-z 0-9")
    }
  }

  func run() async throws {
    let configuration = try options.installation.read()
    let accounts = try options.accounts(of: configuration)
    let text = try orExit(.usage) { () throws(AccessPolicies.Impossible) in
      let policies = try AccessPolicies(
        accounts: accounts, organization: configuration.organization, installation: configuration.installation,
        topic: configuration.topic, cache: AccessPolicies.Cache(configuration.store), mode: mode)
      if let principal {
        if policies.hasExternalID {
          Terminal.say("\(AccessPolicies.externalIDPlaceholder) stands for \"external_id\", which is never printed: write it in its place")
        }
        return try policies.trust(principal: principal, organization: organizationID)
      }
      return holder == .caller ? try policies.caller() : try policies.member()
    }
    guard Terminal.write(text.utf8, to: STDOUT_FILENO) else { throw ExitCode.saying("the policy could not be written", .runtimeFailure) }
  }
}

extension SweepMode: ExpressibleByArgument {}

extension AccessPolicies.Cache {
  /// The store that clusters.json names, where it is entered with IAM.
  fileprivate init?(_ store: StoreLocation?) {
    guard case .redis(let redis) = store, case .iam(let iam) = redis.login else { return nil }
    self.init(name: iam.cache, user: iam.user, isServerless: iam.isServerless, region: iam.region)
  }
}
