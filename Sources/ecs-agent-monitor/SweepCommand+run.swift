import AWSCore
import AgentHealth
import ArgumentParser
import ClusterSweep
import Configuration
import FailureStore
import Glibc
import Network
import Reports
import WireFormats

extension SweepCommand {
  func run() async throws {
    let signals = Signals()
    let environment = Environment.process
    let configuration = try read()
    let accounts = try selectedAccounts(configuration)
    let loop = try orFail(.runtimeFailure) { () throws(NetworkError) in
      try EventLoop(EventLoop.Configuration(caFile: environment["AWS_CA_BUNDLE"]))
    }
    defer { loop.stop() }
    let client = try orFail(.usage) { () throws(AWSError) in
      AWSClient(try AWSClient.Configuration(environment: environment), loop: loop)
    }
    let selection = try orFail(.configuration) { () throws(StoreError) in
      try StoreSelection(flag: store, configuration: configuration, mode: mode, environment: environment)
    }
    let request = SweepRequest(
      sweepID: sweepID ?? Self.newID(at: client.time.wall()), attempt: Self.randomHex(), mode: mode,
      installation: configuration.installation, accounts: accounts, clusters: ClusterFilter(cluster), topic: configuration.topic,
      deadline: Duration(text: deadline) ?? .seconds(600))
    let (progress, interruptions) = (SweepProgress(), signals.stream)
    let caller = CredentialCache(.environment(environment), time: client.time)
    let report: SweepReport
    do throws(StoreError) {
      report = try await selection.withStore(loop: loop, time: client.time) { store in
        let sweep = Sweep(request, client: client, caller: caller, store: store, progress: progress)
        return await ProgressLine(progress: progress, client: client, time: client.time).watch {
          await sweep.run(interruptions: interruptions)
        }
      }
    } catch {
      throw fail(.configuration, error.message)
    }
    try finish(report)
  }

  /// Reads the file; every error in it is one line on standard error.
  private func read() throws -> SweepConfiguration {
    try orFail(.configuration) { () throws(ConfigurationError) in try SweepConfiguration.load(file) }
  }

  /// The accounts that `-a` and `-r` leave, each with the flags as its last layer of policy.
  private func selectedAccounts(_ configuration: SweepConfiguration) throws -> [AccountPlan] {
    let accounts = configuration.accounts(flags: try policy.overrides()).filter { plan in
      account.isEmpty || account.contains { glob in [plan.accountID, plan.name].contains { $0.map { Glob.matches(glob, $0) } ?? false } }
    }
    if accounts.isEmpty { throw fail(.usage, "--account \(account.joined(separator: ", ")) matches no account of \(file)") }
    let narrowed = accounts.map { $0.narrowed(to: region) }.filter { !$0.regions.isEmpty }
    if narrowed.isEmpty { throw fail(.usage, "--region \(region.joined(separator: ", ")) matches no Region of the accounts in \(file)") }
    if let contradiction = narrowed.flatMap(\.policies.contradictions).first { throw fail(.usage, contradiction) }
    return narrowed
  }

  private func finish(_ report: SweepReport) throws {
    if report.targets.isEmpty && report.failures.isEmpty && report.unfinished.isEmpty && report.interruption == nil {
      let patterns = cluster.isEmpty ? "the clusters of \(file)" : "--cluster \(cluster.joined(separator: ", "))"
      throw fail(.usage, "\(patterns) match no cluster")
    }
    let text =
      switch format {
      case .json: report.json
      case .text: TextReport(report, style: .init(colour: Terminal.isColoured, isVerbose: verbose)).text
      }
    guard Terminal.write(text.utf8, to: STDOUT_FILENO) else { throw fail(.runtimeFailure, "the report could not be written") }
    if report.exitStatus != 0 { throw ExitCode(report.exitStatus) }
  }

  /// `20261123T030405Z-8f3a`: sorts by time, and differs where two begin in one second.
  private static func newID(at seconds: Double) -> String {
    "\(DateFormats.basic(seconds.rounded(.down)))-\(randomHex().prefix(4))"
  }

  private static func randomHex() -> String {
    String(UInt64.random(in: .min ... .max), radix: 16)
  }

  /// Says what is wrong in lines on standard error, and ends with a documented status.
  private func fail(_ status: ExitStatus, _ message: String) -> ExitCode {
    Terminal.say(message)
    return ExitCode(status.rawValue)
  }

  private func orFail<Value, Failure: Error>(_ status: ExitStatus, _ work: () throws(Failure) -> Value) throws -> Value {
    do throws(Failure) {
      return try work()
    } catch {
      throw fail(status, "\(error)")
    }
  }
}

extension AccountPlan {
  /// This plan with only the Regions that one of `globs` describes; no globs change nothing.
  func narrowed(to globs: [String]) -> AccountPlan {
    if globs.isEmpty { return self }
    return AccountPlan(
      name: name, accountID: accountID, role: role, externalID: externalID,
      regions: regions.filter { region in globs.contains { Glob.matches($0, region) } }, clusters: clusters, policies: policies)
  }
}
