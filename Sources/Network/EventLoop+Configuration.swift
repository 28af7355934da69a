internal import Glibc

extension EventLoop {
  /// How the loop connects. The defaults are measured.
  public struct Configuration: Sendable {
    /// Requests in flight at once, 1…; default 64. More sockets only cost.
    public var maxInFlight: Int
    /// Requests in flight at once to one scheme, host and port, 1…; default 16.
    public var maxPerEndpoint: Int
    /// For name, connection and TLS handshake of a request together; default 3 s.
    public var connectTimeout: Duration
    /// PEM file of the authorities to trust; `nil` (default) to choose by `AWS_CA_BUNDLE`, `SSL_CERT_FILE`, `CURL_CA_BUNDLE`, the places of the
    /// distributions, and `ca-bundle.crt` beside the program.
    public var caFile: String?
    /// Whether requests use the proxies of `https_proxy`, `http_proxy`, `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`, as libcurl does (`HTTP_PROXY` in
    /// capitals is ignored, a web server could be made to set it); default true.
    public var usesProxyEnvironment: Bool
    /// Monotonic time, for pauses after failures and the deadlines of raw connections; default the system's clock.
    public var monotonic: @Sendable () -> Duration

    /// The defaults, unless said otherwise.
    public init(
      maxInFlight: Int = 64, maxPerEndpoint: Int = 16, connectTimeout: Duration = .seconds(3), caFile: String? = nil,
      usesProxyEnvironment: Bool = true, monotonic: @escaping @Sendable () -> Duration = EventLoop.systemMonotonic
    ) {
      self.maxInFlight = max(1, maxInFlight)
      self.maxPerEndpoint = max(1, maxPerEndpoint)
      self.connectTimeout = connectTimeout
      self.caFile = caFile
      self.usesProxyEnvironment = usesProxyEnvironment
      self.monotonic = monotonic
    }
  }

  /// `CLOCK_MONOTONIC`.
  @Sendable public static func systemMonotonic() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }

  /// Counts since the start.
  public struct Statistics: Sendable, Equatable {
    /// HTTP requests begun, whatever became of them.
    public let requests: Int
    /// Connections opened, HTTP and raw.
    public let connections: Int
  }
}
