import Foundation
import Network
import TestSupport
import Testing

@testable import AWSCore

@Suite("credential processes")
struct ProcessTests {
  static func process(_ script: String, timeout: Duration = .seconds(60), _ variables: [String: String] = [:]) throws -> CredentialProcess {
    let quoted = script.replacing("'", with: #"'"'"'"#)
    let config = "[default]\ncredential_process = /bin/sh -c '\(quoted)' \(TestClient.sessionToken)\n"
    let section = try #require(try SharedFileTests.files(config).config["default"])
    var process = try #require(try CredentialProcess(profile: "default", section, Environment(variables)))
    process.timeout = timeout
    return process
  }

  static func credentials(_ process: CredentialProcess) async throws(AWSError) -> Credentials {
    try await CredentialCache(.process(process), time: TestTime().source).credentials()
  }

  @Test("is run with the variables it was given, nothing on standard input, and its keys are read")
  func run() async throws {
    let process = try Self.process(
      #"cat; printf '{"Version":1,"AccessKeyId":"%s","SecretAccessKey":"s","Expiration":"2099-01-01T00:00:00Z"}' "$WHO""#,
      ["WHO": "AKIAWHO"])
    let credentials = try await Self.credentials(process)
    #expect(credentials.accessKeyID == "AKIAWHO")
    #expect(credentials.expiration == 4_070_908_800)
  }

  @Test(
    "what goes wrong names the program and its profile, and neither its arguments nor what it printed",
    arguments: [
      ("echo \(TestClient.secret); exit 3", "ended with exit status 3"), ("kill -TERM $$", "was ended by signal 15"),
      ("echo cannot log in >&2; exit 1", "ended with exit status 1: cannot log in"),
      ("echo key \(TestClient.secret)/\(TestClient.secret) >&2; exit 1", "exit status 1: key [redacted]"),
      ("echo \(TestClient.secret)", "printed no JSON object"), (#"echo '{"Version":2}'"#, "printed Version 2, expected 1"),
      (#"echo '{"Version":1,"AccessKeyId":"A"}'"#, "gave no AccessKeyId or no SecretAccessKey"),
      (
        #"echo '{"Version":1,"AccessKeyId":"A","SecretAccessKey":"\#(TestClient.secret)","Expiration":"soon"}'"#,
        "an Expiration that is no time"
      ),
      ("yes \(TestClient.secret)", "printed more than 64 KB"),
    ])
  func failures(script: String, words: String) async throws {
    let process = try Self.process(script, ["PATH": "/usr/bin:/bin"])
    let error = try #require(await awsError { try await Self.credentials(process) })
    #expect(error.kind == .credentials)
    #expect(error.message.contains("credential_process /bin/sh of profile default"), "\(error)")
    #expect(error.message.contains(words), "\(error)")
    #expect(!error.description.contains(TestClient.secret) && !error.description.contains(TestClient.sessionToken))
  }

  @Test("one that takes too long, or whose task is cancelled, is killed with all that it started")
  func killed() async throws {
    try await withTemporaryFolder { folder in
      let pids = folder.appending(path: "pids").path
      let script = "sleep 1000 & echo $! $$ > \(pids).new; mv \(pids).new \(pids); wait"
      func started() throws -> [pid_t] {
        guard FileManager.default.fileExists(atPath: pids) else { return [] }
        return try String(contentsOfFile: pids, encoding: .utf8).split(whereSeparator: \.isWhitespace).compactMap { pid_t($0) }
      }
      func areGone() throws -> Bool {
        try started().allSatisfy { pid in
          // A zombie that its new parent has not reaped yet counts as gone.
          guard kill(pid, 0) == 0 else { return true }
          let state = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
          return state?.split(separator: ")").last?.hasPrefix(" Z") ?? true
        }
      }
      let slow = try Self.process(script, timeout: .seconds(1), ["PATH": "/usr/bin:/bin"])
      #expect(await awsError { try await Self.credentials(slow) }?.message.contains("did not end within 1 s") == true)
      #expect(try await eventually { (try? areGone()) == true })

      try FileManager.default.removeItem(atPath: pids)
      let endless = try Self.process(script, ["PATH": "/usr/bin:/bin"])
      try await withThrowingTaskGroup(of: AWSError?.self) { group in
        group.addTask { await awsError { try await Self.credentials(endless) } }
        #expect(try await eventually { (try? started().count) == 2 })
        group.cancelAll()
        let error = try await group.next() ?? nil
        #expect(error?.kind == .cancelled)
      }
      #expect(try await eventually { (try? areGone()) == true })
    }
  }

  @Test("a program that cannot be started is an error, and so is an open quote")
  func notStarted() async throws {
    let missing = try #require(try SharedFileTests.files("[default]\ncredential_process = /nowhere/x\n").config["default"])
    let process = try #require(try CredentialProcess(profile: "p", missing, Environment()))
    #expect(
      await awsError { try await Self.credentials(process) }?.message
        == "credential_process /nowhere/x of profile p cannot be run: No such file or directory")
    let section = try #require(try SharedFileTests.files("[default]\ncredential_process = 'x\n").config["default"])
    #expect(await awsError { try CredentialProcess(profile: "p", section, Environment()) as Any }?.kind == .configuration)
  }
}
