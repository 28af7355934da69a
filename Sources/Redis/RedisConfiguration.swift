public import Network

/// Where a Redis is and how to speak to it. Prints without the password.
///
/// Whether it is a cluster is found by asking: `host` and `port` are those of a server, or of a cluster's configuration endpoint or any of its nodes.
public struct RedisConfiguration: Sendable, CustomStringConvertible, CustomReflectable {
  /// A name or an address (IPv6 without brackets).
  public var host: String
  /// 1…65535; default 6379.
  public var port: Int
  /// 0…; default 0, the only one of a cluster.
  public var database: Int
  /// `nil` (default) for plain TCP.
  public var tls: TLS?
  /// The ACL user; `nil` (default) for the default user.
  public var user: String?
  /// `nil` (default) for a server that wants none.
  public var password: RedisPassword?
  /// The name that `CLIENT LIST` shows; without spaces; default `ecs-agent-monitor`.
  public var clientName: String
  /// For name, connection and TLS handshake together; default 3 s.
  public var connectTimeout: Duration
  /// Without any byte from the server while replies are due; default 10 s. Noticed up to a fifth of it, at most two
  /// seconds, later.
  public var commandTimeout: Duration
  /// From sending up to 256 KiB of commands to the last of their replies; default 60 s.
  public var pipelineTimeout: Duration
  /// Attempts to connect to a server without cluster mode before a call fails; default 3. In a cluster `patience` counts.
  public var connectAttempts: Int
  /// At most this long before the second attempt to connect, or to send what was refused for now; then twice as long each time, up to 2 s; default 200 ms.
  public var reconnectDelay: Duration
  /// How long a call may go on trying while the server loads, fails over or moves slots; default 30 s.
  public var patience: Duration
  /// Waits; default `Task.sleep`.
  public var sleep: @Sendable (Duration) async throws -> Void
  /// Monotonic time; default the system's clock.
  public var monotonic: @Sendable () -> Duration
  /// U(0,1), for the length of waits; default the system's generator.
  public var random: @Sendable () -> Double

  /// The defaults, unless said otherwise.
  public init(
    host: String, port: Int = 6379, database: Int = 0, tls: TLS? = nil, user: String? = nil, password: RedisPassword? = nil,
    clientName: String = "ecs-agent-monitor", connectTimeout: Duration = .seconds(3), commandTimeout: Duration = .seconds(10),
    pipelineTimeout: Duration = .seconds(60), connectAttempts: Int = 3, reconnectDelay: Duration = .milliseconds(200),
    patience: Duration = .seconds(30), sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
    monotonic: @escaping @Sendable () -> Duration = EventLoop.systemMonotonic,
    random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
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
    self.pipelineTimeout = pipelineTimeout
    self.connectAttempts = connectAttempts
    self.reconnectDelay = reconnectDelay
    self.patience = patience
    self.sleep = sleep
    self.monotonic = monotonic
    self.random = random
  }

  /// Host, port and database.
  public var description: String { "Redis at \(address), database \(database)" }

  /// As the description: `dump` would show the password.
  public var customMirror: Mirror { Mirror(self, children: ["description": description]) }

  var address: RedisAddress { RedisAddress(host: host, port: port) }
}
