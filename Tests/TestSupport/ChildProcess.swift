public import Foundation
internal import Glibc

/// A program that a test has started. Its output goes to files, so it never blocks on a full pipe.
public final class ChildProcess: Sendable {
  /// The process id.
  public let pid: pid_t
  private let program: String
  private let outputFile: URL
  private let errorFile: URL

  private init(pid: pid_t, program: String, outputFile: URL, errorFile: URL) {
    self.pid = pid
    self.program = program
    self.outputFile = outputFile
    self.errorFile = errorFile
  }

  /// What it has written to standard output so far.
  public var output: String { Self.text(outputFile) }
  /// What it has written to standard error so far.
  public var errors: String { Self.text(errorFile) }

  /// Whether it has not ended yet.
  public var isRunning: Bool { ended() == nil }

  /// Sends a signal to this process only.
  public func signal(_ number: Int32) {
    kill(pid, number)
  }

  /// Whether it has a handler for a signal (proc_pid_status(5), `SigCgt`).
  public func catches(_ number: Int32) throws -> Bool {
    let status = String(decoding: try Data(contentsOf: URL(fileURLWithPath: "/proc/\(pid)/status")), as: UTF8.self)
    let mask = status.firstMatch(of: /SigCgt:\s*([0-9a-f]+)/).flatMap { UInt64($0.1, radix: 16) }
    guard let mask else { throw failure("shows no SigCgt in /proc: \(status)") }
    return mask & 1 << (number - 1) != 0
  }

  /// Waits until it has ended, without reaping it: exit status, or 128 + the number of the signal that ended it.
  public func exitStatus(within limit: Duration = .seconds(60)) async throws -> Int {
    guard try await eventually(within: limit, { ended() != nil }), let status = ended() else { throw failure("does not end") }
    return status
  }

  /// Waits until standard output holds `text`.
  public func waitForOutput(_ text: String, within limit: Duration = .seconds(30)) async throws {
    if try await !eventually(within: limit, { output.contains(text) || ended() != nil }) || !output.contains(text) {
      throw failure("does not say \"\(text)\"")
    }
  }

  /// Waits until it, or whoever, accepts connections on 127.0.0.1 and this port.
  public func waitForPort(_ port: Int, within limit: Duration = .seconds(30)) async throws {
    if try await !eventually(within: limit, { Loopback.accepts(port: port) || ended() != nil }) || ended() != nil {
      throw failure("does not listen on port \(port)")
    }
  }

  private func failure(_ what: String) -> LoopbackError {
    LoopbackError("\(program) \(what)\(ended().map { ", it ended with \($0)" } ?? ""): \(output.suffix(2000)) \(errors.suffix(2000))")
  }

  /// WNOWAIT keeps the process a zombie, and so its id ours, until `reap`.
  private func ended() -> Int? {
    var information = siginfo_t()
    guard waitid(P_PID, id_t(pid), &information, WEXITED | WNOHANG | WNOWAIT) == 0, information.si_signo == SIGCHLD else { return nil }
    let status = Int(information._sifields._sigchld.si_status)
    return information.si_code == CLD_EXITED ? status : 128 + status
  }

  private func reap() {
    kill(pid, SIGKILL)
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
  }

  private static func text(_ file: URL) -> String {
    do { return String(decoding: try Data(contentsOf: file), as: UTF8.self) } catch { return "" }
  }

  /// Starts `program` (looked up in PATH), runs `body`, then kills the process by its id.
  /// - Parameter environment: added to the environment of the test; a `nil` value removes
  public static func with<Result>(
    _ program: String, _ arguments: [String] = [], environment: [String: String?] = [:], _ body: (ChildProcess) async throws -> Result
  ) async throws -> Result {
    try await withTemporaryFolder { folder in
      let process = try start(program, arguments, environment, folder)
      defer { process.reap() }
      return try await body(process)
    }
  }

  /// Runs `program` to its end, which must be exit status 0.
  @discardableResult
  public static func run(_ program: String, _ arguments: [String]) async throws -> String {
    try await with(program, arguments) { process in
      if try await process.exitStatus() != 0 { throw process.failure("failed") }
      return process.output
    }
  }

  private static func start(_ program: String, _ arguments: [String], _ environment: [String: String?], _ folder: URL) throws
    -> ChildProcess
  {
    let outputFile = folder.appendingPathComponent("output")
    let errorFile = folder.appendingPathComponent("errors")
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, outputFile.path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errorFile.path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    // The loop under test ignores SIGPIPE, which a child would inherit.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var defaults = sigset_t()
    sigemptyset(&defaults)
    sigaddset(&defaults, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

    var variables = ProcessInfo.processInfo.environment
    for (name, value) in environment { variables[name] = value }
    var argv = ([program] + arguments).map { strdup($0) } + [nil]
    var envp = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in argv + envp { free(text) } }
    var pid: pid_t = 0
    let result = posix_spawnp(&pid, program, &actions, &attributes, &argv, &envp)
    if result != 0 { throw LoopbackError("cannot start \(program): \(String(cString: strerror(result)))") }
    return ChildProcess(pid: pid, program: program, outputFile: outputFile, errorFile: errorFile)
  }
}
