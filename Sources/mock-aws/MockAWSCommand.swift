import ArgumentParser
import Glibc
import MockAWS

/// The mock as a process of its own.
@main
struct MockAWSCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mock-aws",
    abstract: "A mocked AWS on 127.0.0.1: ECS, Auto Scaling, EC2, SNS, STS and Organizations with a fleet made from a seed.",
    discussion: """
      Point clients at it with AWS_ENDPOINT_URL, and with the credentials it prints to standard error. When it is ready it prints one line \
      to standard output: "listening on http://127.0.0.1:PORT".

      POST /_mock/agent {"ec2_instance_id": "i-…", "connected": false}   GET /_mock/truth   GET /_mock/calls?mutations=1
      GET /_mock/messages   POST /_mock/faults {"kinds": ["500"], "rate": 0.1} or {"clear": true}
      """)

  @OptionGroup(title: "Fleet") var fleet: FleetArguments
  @OptionGroup(title: "Server") var server: ServerArguments
  @OptionGroup(title: "Faults") var faults: FaultArguments

  func run() async throws {
    let mock: MockServer
    do {
      mock = try await MockServer.start(fleet: try fleet.fleet(), options: try faults.apply(to: server.options()))
    } catch let error as ValidationError {
      throw error
    } catch {
      Self.tell("mock-aws: \(error)\n")
      throw ExitCode(1)
    }
    Self.tell("AWS_ACCESS_KEY_ID=\(mock.accessKey) AWS_SECRET_ACCESS_KEY=\(mock.secretKey)\n")
    if let caFile = mock.caFile { Self.tell("AWS_CA_BUNDLE=\(caFile)\n") }
    print("listening on \(mock.url)")
    fflush(nil)
    try await mock.waitUntilClosed()
  }

  private static func tell(_ line: String) {
    _ = line.withCString { write(STDERR_FILENO, $0, strlen($0)) }
  }
}
