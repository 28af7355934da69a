internal import Glibc
internal import Network

/// Small things about sockets and threads that the servers share.
public enum Loopback {
  /// A port on 127.0.0.1 that nobody uses, for programs that cannot choose one themselves.
  ///
  /// It lies below the range that the system gives to others, and none is given out twice.
  public static func freePort() throws -> Int {
    for _ in 0..<1000 {
      let port = Int.random(in: 20_000..<32_000)
      guard given.withLock({ $0.insert(port).inserted }), let (descriptor, _) = try? boundSocket(port: port) else { continue }
      close(descriptor)
      return port
    }
    throw LoopbackError("no free port on 127.0.0.1")
  }

  private static let given = Lock<Set<Int>>([])

  /// A TCP socket on 127.0.0.1 and this port; 0: one of the system's choice. Like all sockets here it is not inherited by child processes: they would keep
  /// connections alive that a test has closed.
  static func boundSocket(port: Int = 0) throws -> (descriptor: Int32, port: Int) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = address(port: port)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
      }
    }
    if !isBound {
      close(descriptor)
      throw LoopbackError("no port on 127.0.0.1: \(String(cString: strerror(errno)))")
    }
    return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
  }

  /// Whether somebody accepts connections on 127.0.0.1 and this port.
  public static func accepts(port: Int) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    defer { close(descriptor) }
    var address = address(port: port)
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
    }
  }

  static func address(port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }

  private final class Work {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// A thread that may block, to be joined. A test process that cannot start one is beyond help.
  static func thread(_ run: @escaping @Sendable () -> Void) -> pthread_t {
    var thread = pthread_t()
    let context = Unmanaged.passRetained(Work(run)).toOpaque()
    let result = pthread_create(
      &thread, nil,
      { context in
        if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, context)
    precondition(result == 0, "no thread for a test server")
    return thread
  }
}

/// What went wrong in test support.
public struct LoopbackError: Error, CustomStringConvertible {
  /// The reason.
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}
