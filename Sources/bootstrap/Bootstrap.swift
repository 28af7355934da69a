import AWSCore
import AgentHealth
import Glibc
import LambdaRuntime
import Network
import SweepSession

/// The Lambda function: serves one event after the other with the same connections and credentials, until its sandbox ends.
@main
struct Bootstrap {
  static func main() async {
    let environment = Environment.process
    let time = TimeSource.system
    let log = FunctionLog(level: environment["AWS_LAMBDA_LOG_LEVEL"], format: environment["AWS_LAMBDA_LOG_FORMAT"], now: time.wall)
    let signals = Signals()
    guard let address = environment["AWS_LAMBDA_RUNTIME_API"] else {
      log(.fatal, "AWS_LAMBDA_RUNTIME_API is not set: this program is started by AWS Lambda")
      exit(ExitStatus.usage.rawValue)
    }
    do throws(RuntimeError) {
      let gateway: Gateway
      do throws(Refusal) {
        gateway = try Gateway(environment: environment, name: "lambda")
      } catch {
        log(.fatal, error.description)
        try await report(error, to: address)
        exit(error.status.rawValue)
      }
      let function = SweepFunction(gateway: gateway, environment: environment, time: time, log: log)
      try await RuntimeAPI(address: address, loop: gateway.loop).serve(
        isEnding: { signals.received != nil }, interruptions: { signals.listen() }, function.handle)
      gateway.end()
    } catch {
      log(.fatal, error.description)
      exit(ExitStatus.runtimeFailure.rawValue)
    }
  }

  /// Tells Lambda why the function cannot start, over a loop of its own: the configured one may be what failed.
  private static func report(_ refusal: Refusal, to address: String) async throws(RuntimeError) {
    let loop: EventLoop
    do throws(NetworkError) {
      // Plain HTTP needs no authorities, so the file that names them is not even looked for.
      loop = try EventLoop(.init(caFile: "/dev/null"))
    } catch {
      // Then Lambda learns it from the log and from the exit status.
      return
    }
    defer { loop.stop() }
    try await RuntimeAPI(address: address, loop: loop).failInit(FunctionError(type: "Init.Failed", message: refusal.description))
  }
}
