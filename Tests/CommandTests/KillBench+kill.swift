import Glibc
import MockAWS
import TestSupport
import Testing

extension KillBench {
  /// A moment of a sweep, told before it starts.
  enum Moment {
    case afterStart(Duration)
    /// After the first change that it makes.
    case afterChange(Duration)

    /// Half of them while it acts, which is the smaller part of a sweep; on a busy machine hardly any other would be.
    static func random(in sweep: Duration, using random: inout some RandomNumberGenerator) -> Moment {
      if Bool.random(using: &random) { return .afterStart(sweep * Double.random(in: 0..<1, using: &random)) }
      // Four changes take 0.2 s here.
      return .afterChange(.seconds(Double.random(in: 0..<0.25, using: &random)))
    }
  }

  /// Waits for `moment`, at most until `process` has ended.
  func wait(for moment: Moment, of process: ChildProcess) async throws {
    let delay: Duration
    switch moment {
    case .afterStart(let given): delay = given
    case .afterChange(let given):
      let before = changes.count
      _ = try await eventually { changes.count > before || !process.isRunning }
      delay = given
    }
    try await Task.sleep(for: delay)
  }

  /// A sweep that is killed at `moment`; false where it had ended before.
  func killedSweep(at moment: Moment) async throws -> Bool {
    try await waitForTurn()
    begun += 1
    return try await monitor.start(["--apply"]) { process in
      try await wait(for: moment, of: process)
      let status = try await kill(process)
      return status == 128 + Int(SIGKILL)
    }
  }

  /// A sweep that is killed as soon as the mock has carried `operation` out, before its answer gets there.
  func killedSweep(at operation: String) async throws {
    try await waitForTurn()
    begun += 1
    let before = changes.count { $0.operation == operation }
    // Only the answers to this operation are late, and those to all accounts: all remediations are at the same step.
    mock.add(MockFault(.slow(60), operation: operation))
    try await monitor.start(["--apply"]) { process in
      let isThere = try await eventually { self.changes.count { $0.operation == operation } > before }
      try #require(isThere, "\(operation) does not come: \(process.output) \(process.errors)")
      #expect(try await kill(process) == 128 + Int(SIGKILL))
    }
    mock.clearFaults()
  }

  /// A sweep that runs while `body` does, which may `kill` it; then its end.
  func disturbedSweep(_ body: (ChildProcess) async throws -> Void) async throws -> Monitor.Run {
    try await waitForTurn()
    begun += 1
    return try await monitor.start(["--apply"]) { process in
      try await body(process)
      let run = try await Monitor.ended(process)
      counted = .now
      return run
    }
  }

  /// Kills a sweep, and waits until what it had asked for is carried out: from then on only the next sweep changes anything.
  @discardableResult
  func kill(_ process: ChildProcess) async throws -> Int {
    process.signal(SIGKILL)
    let status = try await process.exitStatus()
    counted = .now
    try #require(try await eventually { self.mock.connections == 0 }, "connections of a dead process stay open")
    return status
  }
}
