import AWSCore
import ClusterSweep
import Glibc

/// One line on a terminal that tells how far a sweep has come, and leaves no trace.
struct ProgressLine: Sendable {
  let progress: SweepProgress
  let client: AWSClient
  let time: TimeSource

  private static let interval: Duration = .milliseconds(200)

  /// Draws beside `work`, then wipes the line; where nobody watches it draws nothing.
  func watch<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) async -> Value {
    guard Terminal.isWatched else { return await work() }
    // Leaving this scope cancels the drawing and waits until the line is wiped.
    async let _: Void = draw()
    return await work()
  }

  private func draw() async {
    let began = time.monotonic()
    while !Task.isCancelled {
      draw(await progress.snapshot, elapsed: time.monotonic() - began)
      // A sleep that is cancelled ends the loop.
      do { try await time.sleep(Self.interval) } catch { break }
    }
    Terminal.write("\r\u{1B}[K".utf8, to: STDERR_FILENO)
  }

  private func draw(_ now: SweepProgress.Snapshot, elapsed: Duration) {
    let calls = client.statistics
    let seconds = max(0.001, elapsed / .seconds(1))
    var line = "targets \(now.targetsDone)/\(now.targets)  instances \(now.instances)  disconnected \(now.disconnected)"
    line += "  \(Int(Double(calls.requests) / seconds)) requests/s  throttled \(calls.throttled)"
    if now.targetsDone > 0, now.targetsDone < now.targets {
      line += "  ETA \(Int(seconds * Double(now.targets - now.targetsDone) / Double(now.targetsDone)))s"
    }
    // A line that wraps could not be wiped. The last column stays free: some terminals wrap when it is filled.
    Terminal.write("\r\u{1B}[K\(line.prefix(Terminal.width - 1))".utf8, to: STDERR_FILENO)
  }
}
