internal import Glibc
internal import Network

/// What a child process wrote, and how it ended.
struct ChildOutput: Sendable {
  var output: [UInt8] = []
  var errors: [UInt8] = []
  /// Exit status, or 128 + the number of the signal that ended it.
  var status = 0

  /// More than any credentials; a program that writes more is ended.
  static let outputLimit = 64 << 10
  /// Of standard error the beginning is kept, the rest read and dropped.
  static let errorLimit = 4 << 10

  /// Runs a program to its end, on a thread of its own. It, and what it started, is killed when it takes too long, writes too much, or the
  /// task is cancelled.
  static func of(_ process: CredentialProcess) async throws(AWSError) -> ChildOutput {
    let isCancelled = Lock(false)
    let result: Result<ChildOutput, AWSError> = await withTaskCancellationHandler {
      do throws(AWSError) {
        return .success(
          try await BlockingWork.run { () throws(AWSError) in
            let child = try Child(process)
            return try child.finish(within: process.timeout, isCancelled: { isCancelled.withLock { $0 } })
          })
      } catch {
        return .failure(error)
      }
    } onCancel: {
      isCancelled.withLock { $0 = true }
    }
    return try result.get()
  }
}

/// A running child with its two pipes. Only used on its own thread.
private struct Child {
  private let process: CredentialProcess
  private let pid: pid_t
  private let output: CInt
  private let errors: CInt

  init(_ process: CredentialProcess) throws(AWSError) {
    var ends: [CInt] = [-1, -1, -1, -1]
    let isOpen = ends.withUnsafeMutableBufferPointer { ends in
      guard let start = ends.baseAddress else { return false }
      return pipe(start) == 0 && pipe(start + 2) == 0
    }
    // A child that is started at the same moment may inherit them; nobody waits for them to be closed.
    for end in ends where end >= 0 { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    for end in [ends[0], ends[2]] where end >= 0 { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    var code: CInt = isOpen ? 0 : errno
    var pid: pid_t = 0
    if isOpen { code = Self.spawn(process, output: ends[1], errors: ends[3], &pid) }
    for end in [ends[1], ends[3]] where end >= 0 { close(end) }
    guard code == 0 else {
      for end in [ends[0], ends[2]] where end >= 0 { close(end) }
      throw SmallFile.failure(process.name, "cannot be run", code)
    }
    self.process = process
    self.pid = pid
    self.output = ends[0]
    self.errors = ends[2]
  }

  /// Reads both pipes until the child has ended; closes them, and leaves no zombie.
  func finish(within timeout: Duration, isCancelled: () -> Bool) throws(AWSError) -> ChildOutput {
    defer {
      close(output)
      close(errors)
    }
    let deadline = TimeSource.system.monotonic() + timeout
    var result = ChildOutput()
    while true {
      // The child's end is noticed by asking: a grandchild may hold the pipes open for ever.
      var waiting = [
        pollfd(fd: output, events: Int16(POLLIN), revents: 0), pollfd(fd: errors, events: Int16(POLLIN), revents: 0),
      ]
      poll(&waiting, nfds_t(waiting.count), 20)
      var status: CInt = 0
      let ended = waitpid(pid, &status, WNOHANG) == pid
      Self.drain(output, into: &result.output, limit: ChildOutput.outputLimit + 1)
      Self.drain(errors, into: &result.errors, limit: ChildOutput.errorLimit)
      if ended {
        result.status = status & 0x7F == 0 ? Int(status >> 8) & 0xFF : 128 + Int(status & 0x7F)
        if result.output.count > ChildOutput.outputLimit { throw tooMuch }
        return result
      }
      if isCancelled() { throw killed(.cancelled) }
      if result.output.count > ChildOutput.outputLimit { throw killed(tooMuch) }
      if TimeSource.system.monotonic() >= deadline {
        throw killed(.unusable("\(process.name) did not end within \(Int(timeout.inSeconds)) s", code: "ProcessFailed"))
      }
      // A closed pipe is always ready: without this, waiting for the child's end would spin.
      if waiting[0].revents & Int16(POLLHUP) != 0, waiting[1].revents & Int16(POLLHUP) != 0 { usleep(5000) }
    }
  }

  private var tooMuch: AWSError { .unusable("\(process.name) printed more than 64 KB", code: "ProcessFailed") }

  /// Ends the child with all its descendants, which are one process group.
  private func killed(_ error: AWSError) -> AWSError {
    kill(-pid, SIGKILL)
    var status: CInt = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    return error
  }

  private static func drain(_ descriptor: CInt, into bytes: inout [UInt8], limit: Int) {
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count <= 0 { return }
      bytes += chunk[..<min(count, max(0, limit - bytes.count))]
      if bytes.count >= limit, limit > ChildOutput.errorLimit { return }
    }
  }

  /// No shell, no terminal, no open files of ours, signals as they are by default, a process group of its own. Returns an error number.
  private static func spawn(_ process: CredentialProcess, output: CInt, errors: CInt, _ pid: inout pid_t) -> CInt {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, errors, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))
    var argv = process.arguments.map { strdup($0) } + [nil]
    var envp = process.variables.map { strdup($0) } + [nil]
    defer { for text in argv + envp { free(text) } }
    return posix_spawnp(&pid, process.arguments[0], &actions, &attributes, &argv, &envp)
  }
}
