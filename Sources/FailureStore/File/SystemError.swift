import Glibc

/// An error number of the operating system, in its words.
struct SystemError: Error, CustomStringConvertible {
  let code: CInt

  init(_ code: CInt) {
    self.code = code
  }

  /// The error of the call that failed last on this thread.
  static var last: SystemError { SystemError(errno) }

  /// Such as `No space left on device`.
  var description: String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      guard let start = buffer.baseAddress, strerror_r(code, start, buffer.count) == 0 else { return "error \(code)" }
      return String(cString: start)
    }
  }
}
