import AgentHealth
import ArgumentParser
import Glibc
import Reports

/// The file that `--metrics` names.
struct MetricsFile {
  let path: String

  /// Replaces the file at once, so that no reader sees half of it; the time of the last success is kept from the file that was there. The
  /// command ends with 1 where that fails.
  func write(_ metrics: SweepMetrics) throws {
    let text = metrics.openMetrics(lastSuccess: SweepMetrics.lastSuccess(in: earlier()))
    // In the same folder: a rename cannot cross file systems. Collectors read by the end of the name, so this one is not seen.
    let temporary = "\(path).\(getpid())"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure() }
    let isWritten = Terminal.write(text.utf8, to: descriptor)
    guard close(descriptor) == 0, isWritten, rename(temporary, path) == 0 else {
      let failure = failure()
      unlink(temporary)
      throw failure
    }
  }

  /// What is there; empty where nothing is, or nothing that can be read: then the last success is not known.
  private func earlier() -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    // More than it ever has.
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = read(descriptor, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  private func failure() -> ExitCode {
    ExitCode.saying("the metrics could not be written to \(path): \(String(cString: strerror(errno)))", .runtimeFailure)
  }
}
