import AWSCore
import AgentHealth
import ClusterSweep
import Configuration
import LambdaRuntime
import Reports
import SweepSession
import WireFormats

/// Sweeps as events ask for it.
struct SweepFunction: Sendable {
  let gateway: Gateway
  let environment: Environment
  let time: TimeSource
  let log: FunctionLog

  /// What is kept back of the function's time for the report and the last messages.
  private static let reserve = 15.0
  /// With less than this left a sweep begins no remediation.
  private static let remediationReserve = Duration.seconds(45)
  /// A function is small, and what it reads at once is what its memory is for.
  private static let targetsAtOnce = 12
  /// With less than this left there is nothing that a sweep could do.
  private static let shortest = 5.0

  /// One invocation: the report as its response, or why it failed.
  @Sendable func handle(_ invocation: Invocation, interruptions: AsyncStream<Int32>) async -> Result<[UInt8], FunctionError> {
    var log = log
    log.requestID = invocation.requestID
    do throws(FunctionError) {
      return .success(try await sweep(invocation, interruptions, log))
    } catch {
      log(.error, error.message) { $0.member("errorType", error.type) }
      return .failure(error)
    }
  }

  private func sweep(_ invocation: Invocation, _ interruptions: AsyncStream<Int32>, _ log: FunctionLog) async throws(FunctionError)
    -> [UInt8]
  {
    let event = try read(invocation.event)
    let deadline = try deadline(invocation)
    let sweepID = [event.id, invocation.requestID].compactMap(\.self).first(where: SweepID.isValid) ?? SweepID.new(at: time.wall())
    log(.info, "\(event.mode.rawValue) \(sweepID) begins") { line in
      line.member("sweep_id", sweepID)
      line.member("deadline_seconds", Int(deadline.components.seconds))
      line.member("trace_id", invocation.traceID)
    }
    if event.mode == .apply, deadline <= Self.remediationReserve {
      log(.warn, "nothing can be replaced in \(Int(deadline.components.seconds)) s: give the function a timeout of at least 2 minutes")
    }
    let report = try await sweep(event, sweepID: sweepID, deadline: deadline, interruptions)
    log.report(report)
    for line in SweepMetrics(report, installation: event.configuration.installation).cloudWatchLines { log.line(line) }
    if let failure = InvocationFailure(report) { throw FunctionError(type: failure.type, message: failure.message) }
    if let part = report.fruitless { throw FunctionError(type: "Event.NothingToSweep", message: Self.nothing(of: part)) }
    return report.response()
  }

  private func read(_ bytes: [UInt8]) throws(FunctionError) -> SweepEvent {
    do throws(ConfigurationError) {
      return try SweepEvent.read(
        bytes, folder: environment["LAMBDA_TASK_ROOT"] ?? "", region: environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"])
    } catch {
      throw FunctionError(type: "Event.Invalid", message: error.description)
    }
  }

  /// By the wall clock: the monotonic one may have stood still while the sandbox was frozen.
  private func deadline(_ invocation: Invocation) throws(FunctionError) -> Duration {
    guard let end = invocation.deadline else { return .seconds(600) }
    let left = end - time.wall()
    guard left - Self.reserve >= Self.shortest else {
      throw FunctionError(
        type: "Function.TimeoutTooShort",
        message: "the function has \(Int(left)) s left, of which \(Int(Self.reserve)) s are kept back: give it a timeout of at least 60 s")
    }
    return .seconds(left - Self.reserve)
  }

  private func sweep(
    _ event: SweepEvent, sweepID: String, deadline: Duration, _ interruptions: AsyncStream<Int32>
  ) async throws(FunctionError) -> SweepReport {
    do throws(Refusal) {
      let session = try Session(event.configuration, gateway: gateway.renewed(), mode: event.mode)
      var request = session.request(
        sweepID: sweepID, attempt: SweepID.randomHex(), mode: event.mode, filter: event.filter, deadline: deadline)
      request.targetsAtOnce = Self.targetsAtOnce
      let (client, caller, asked) = (session.client, session.caller, request)
      return try await session.withStore { store in
        await Sweep(asked, client: client, caller: caller, store: store).run(interruptions: interruptions)
      }
    } catch {
      throw FunctionError(type: "Event.Unusable", message: error.description)
    }
  }

  private static func nothing(of part: ScopeFilter.Part) -> String {
    switch part {
    case .accounts: "\"account\", \"not_accounts\" and \"tags\" leave no account: nothing was swept"
    case .notAccount(let name): "\"not_accounts\" names \(name), which is no account of the configuration: nothing was swept"
    case .regions: "\"region\" and the Regions of the accounts leave none: nothing was swept"
    case .clusters: "\"cluster\" and the clusters of the accounts leave none: nothing was swept"
    }
  }
}
