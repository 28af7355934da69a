internal import Glibc

/// Small files, read whole. Blocks; errors name the file and never what is in it.
enum SmallFile {
  /// More than any profile or token file; a larger one is a mistake.
  static let limit = 1 << 20

  /// The bytes; nil when there is no such file.
  static func read(_ path: String) throws(AWSError) -> [UInt8]? {
    // O_NONBLOCK: opening a FIFO must not wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw failure(path, "cannot be read", errno)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path, "cannot be read", errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw AWSError(.configuration, code: "InvalidFile", message: "\(path) is not a file") }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw failure(path, "cannot be read", errno)
      }
      bytes += chunk[..<count]
      if bytes.count > limit { throw AWSError(.configuration, code: "InvalidFile", message: "\(path) is larger than 1 MB") }
    }
  }

  /// Replaces the file, for its owner alone: temporary file in the same folder, fsync, rename.
  static func replace(_ path: String, with bytes: [UInt8]) throws(AWSError) {
    var template = Array("\(path).XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw failure(path, "cannot be written", errno) }
    let temporary = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    var isWritten = fchmod(descriptor, 0o600) == 0
    isWritten = isWritten && bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } == bytes.count
    isWritten = isWritten && fsync(descriptor) == 0
    isWritten = close(descriptor) == 0 && isWritten
    if isWritten, rename(temporary, path) == 0 { return }
    let code = errno
    unlink(temporary)
    throw failure(path, "cannot be written", code)
  }

  static func failure(_ path: String, _ what: String, _ code: CInt) -> AWSError {
    let reason = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      guard let start = buffer.baseAddress, strerror_r(code, start, buffer.count) == 0 else { return "error \(code)" }
      return String(cString: start)
    }
    return AWSError(.configuration, code: "InvalidFile", message: "\(path) \(what): \(reason)")
  }
}
