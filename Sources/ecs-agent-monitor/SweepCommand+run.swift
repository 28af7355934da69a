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
      installation: configuration.installation, accounts: configuration.accounts, organization: configuration.organization, filter: filter,
      region: environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"], topic: configuration.topic,
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

  /// Reads the files; every error in them is one line on standard error.
  private func read() throws -> SweepConfiguration {
    let configuration = try orFail(.configuration) { () throws(ConfigurationError) in
      guard let accountsFile else { return try SweepConfiguration.load(path) }
      let isThere = file != nil || access(path, F_OK) == 0
      let base = isThere ? try SweepConfiguration.load(path, needsAccounts: false) : SweepConfiguration()
      return try base.with(accountsFile: Document(yaml: try ConfigurationFile.read(accountsFile), file: accountsFile))
    }.with(flags: try policy.overrides())
    let layers = configuration.accounts.map(\.policies) + [configuration.organization?.template.policies].compactMap(\.self)
    if let contradiction = layers.flatMap(\.contradictions).first { throw fail(.usage, contradiction) }
    return configuration
  }

  private func finish(_ report: SweepReport) throws {
    if let part = report.fruitless, report.failures.isEmpty, report.unfinished.isEmpty, report.interruption == nil {
      throw fail(.usage, nothing(of: part))
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
