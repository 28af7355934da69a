import Glibc

/// Where text goes, and what it may look like there.
enum Terminal {
  /// Whether standard error is watched by a person, on a terminal that can wipe a line.
  static var isWatched: Bool { isatty(STDERR_FILENO) == 1 && getenv("TERM").map { String(cString: $0) } != "dumb" }

  /// Columns of the terminal behind standard error; 80 where it does not say.
  static var width: Int {
    var size = winsize()
    return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }

  /// Whether standard output takes colour: a terminal, and `NO_COLOR` not set (no-color.org).
  static var isColoured: Bool { isatty(STDOUT_FILENO) == 1 && (getenv("NO_COLOR").map { $0.pointee == 0 } ?? true) }

  /// Writes all of `text`; says whether it went out.
  @discardableResult
  static func write(_ text: some Sequence<UInt8>, to descriptor: Int32) -> Bool {
    var rest = Array(text)[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { return false }
      rest = rest.dropFirst(written)
    }
    return true
  }

  /// Writes one line to standard error.
  static func say(_ line: String) {
    write("\(line)\n".utf8, to: STDERR_FILENO)
  }
}
