import Glibc

/// A redis-server of one's own on a free port of 127.0.0.1, which writes nothing to disk.
struct RedisServer: Sendable {
  let port: Int
  private let process: pid_t

  /// Whether there is one to start.
  static var isInstalled: Bool {
    let folders = getenv("PATH").map { String(cString: $0) }?.split(separator: ":") ?? []
    return folders.contains { access("\($0)/redis-server", X_OK) == 0 }
  }

  /// Starts it and waits until it accepts connections; nil if it does not within five seconds.
  init?() {
    let port = Self.withSocket { socket in
      var address = Self.loopback(port: 0)
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      let isBound = Self.withGeneric(&address) { bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0 }
      return isBound ? Int(UInt16(bigEndian: address.sin_port)) : nil
    }
    guard let port else { return nil }
    let words = ["redis-server", "--bind", "127.0.0.1", "--port", "\(port)", "--save", "", "--appendonly", "no", "--logfile", "/dev/null"]
    let arguments = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process = pid_t()
    guard posix_spawnp(&process, "redis-server", nil, nil, arguments, environ) == 0 else { return nil }
    self.port = port
    self.process = process
    for _ in 0..<500 {
      if Self.accepts(port) { return }
      usleep(10_000)
    }
    stop()
    return nil
  }

  /// Ends it.
  func stop() {
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
  }

  private static func accepts(_ port: Int) -> Bool {
    withSocket { socket in
      var address = loopback(port: port)
      return withGeneric(&address) { connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
    }
  }

  private static func withSocket<Result>(_ body: (Int32) -> Result) -> Result {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    return body(descriptor)
  }

  private static func loopback(port: Int) -> sockaddr_in {
    sockaddr_in(
      sin_family: sa_family_t(AF_INET), sin_port: UInt16(port).bigEndian, sin_addr: in_addr(s_addr: UInt32(0x7F00_0001).bigEndian),
      sin_zero: (0, 0, 0, 0, 0, 0, 0, 0))
  }

  private static func withGeneric<Result>(_ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>) -> Result) -> Result {
    withUnsafeMutablePointer(to: &address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body) }
  }
}
