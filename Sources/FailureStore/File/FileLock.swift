import Glibc

/// A lock file that is held as long as this value lives: a second sweep on the same file is refused.
///
/// The kernel lets go of it when the process ends, however it ends. The file itself stays: to remove it would let two processes hold
/// locks on two files of the same name.
struct FileLock: ~Copyable {
  private let descriptor: CInt

  /// Takes the lock, and writes into the file who holds it.
  init(path: String, for name: String) throws(StoreError) {
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw StoreError(.unavailable, "\(name): its lock file cannot be opened: \(SystemError.last)") }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let error = SystemError.last
      if error.code == EINTR { continue }
      let holder = Self.holder(descriptor)
      close(descriptor)
      guard error.code == EWOULDBLOCK else { throw StoreError(.unavailable, "\(name) cannot be locked: \(error)") }
      throw StoreError(.unavailable, "\(name) is in use by \(holder): one sweep at a time")
    }
    self.descriptor = descriptor
    // Only for the message above: a lock without a name is as good.
    let text = Array("process \(getpid())\(Self.host)\n".utf8)
    if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.count, 0) }
  }

  deinit {
    _ = ftruncate(descriptor, 0)
    close(descriptor)
  }

  /// What the holder wrote of itself.
  private static func holder(_ descriptor: CInt) -> String {
    var bytes = [UInt8](repeating: 0, count: 200)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    let printable = bytes.prefix(max(count, 0)).prefix { (0x20..<0x7F).contains($0) }
    return printable.isEmpty ? "another process" : String(decoding: printable, as: UTF8.self)
  }

  /// A process number means little where containers share a folder.
  private static var host: String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 65) { buffer in
      buffer.initialize(repeating: 0)
      guard let start = buffer.baseAddress, gethostname(start, buffer.count - 1) == 0 else { return "" }
      return " on " + String(cString: start)
    }
  }
}
