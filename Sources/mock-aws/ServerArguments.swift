import ArgumentParser
import MockAWS

/// How the mock serves.
struct ServerArguments: ParsableArguments {
  @Option(help: "The port on 127.0.0.1; 0: any free one.")
  var port = 0
  @Flag(help: "HTTPS, with a CA made at start; needs --ca-file.")
  var tls = false
  @Option(help: "Where the CA's certificate is written, with --tls: what AWS_CA_BUNDLE takes.", completion: .file())
  var caFile: String?
  @Option(help: "Write every call as a line of JSON.", completion: .file())
  var log: String?
  @Option(help: "The caller's access key.")
  var accessKey = MockOptions.defaultAccessKey
  @Option(help: "The caller's secret key. It guards nothing.")
  var secretKey = MockOptions.defaultSecretKey
  @Option(help: "Seconds from DetachInstances to the replacement's registration, and from TerminateInstances to 'terminated'.")
  var replacementDelay: Double?

  func options() throws -> MockOptions {
    guard !tls || caFile != nil else { throw ValidationError("--tls needs --ca-file, for nobody could trust the mock otherwise") }
    var options = MockOptions()
    options.port = port
    options.tls = tls
    options.caFile = caFile
    options.logFile = log
    options.accessKey = accessKey
    options.secretKey = secretKey
    if let delay = replacementDelay {
      guard delay >= 0 else { throw ValidationError("--replacement-delay: expected 0 or more seconds") }
      options.timing.detach = delay / 3
      options.timing.launch = delay / 3
      options.timing.register = delay / 3
      options.timing.shutDown = delay
    }
    return options
  }
}
