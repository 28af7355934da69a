public import Network

/// Where a Redis is and how to speak to it. Prints without the password.
public struct RedisConfiguration: Sendable, CustomStringConvertible, CustomReflectable {
  /// A name or an address (IPv6 without brackets).
  public var host: String
  /// 1…65535; default 6379.
  public var port: Int
  /// 0…; default 0.
  public var database: Int
  /// `nil` (default) for plain TCP.
  public var tls: TLS?
  /// The ACL user; `nil` (default) for the default user.
  public var user: String?
  /// `nil` (default) for a server that wants none.
  public var password: String?
  /// The name that `CLIENT LIST` shows; without spaces; default `ecs-agent-monitor`.
  public var clientName: String
  /// For name, connection and TLS handshake together; default 3 s.
  public var connectTimeout: Duration
  /// Without any byte from the server while replies are due; default 10 s. Noticed up to a fifth of it, at most two
  /// seconds, later.
  public var commandTimeout: Duration
  /// Before the second attempt to connect; default 200 ms.
  public var reconnectDelay: Duration
  /// Waits; default `Task.sleep`.
  public var sleep: @Sendable (Duration) async throws -> Void
  /// Monotonic time; default the system's clock.
  public var monotonic: @Sendable () -> Duration

  /// The defaults, unless said otherwise.
  public init(
    host: String, port: Int = 6379, database: Int = 0, tls: TLS? = nil, user: String? = nil, password: String? = nil,
    clientName: String = "ecs-agent-monitor", connectTimeout: Duration = .seconds(3), commandTimeout: Duration = .seconds(10),
    reconnectDelay: Duration = .milliseconds(200),
    sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
    monotonic: @escaping @Sendable () -> Duration = EventLoop.systemMonotonic
  ) {
    self.host = host
    self.port = port
    self.database = database
    self.tls = tls
    self.user = user
    self.password = password
    self.clientName = clientName
    self.connectTimeout = connectTimeout
    self.commandTimeout = commandTimeout
    self.reconnectDelay = reconnectDelay
    self.sleep = sleep
    self.monotonic = monotonic
  }

  /// Host, port and database.
  public var description: String { "Redis at \(host):\(port), database \(database)" }

  /// As the description: `dump` would show the password.
  public var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}
