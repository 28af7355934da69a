/// One HTTP/1.1 request.
public struct HTTPRequest: Sendable {
  /// `GET`, `POST`, …; sent as it is.
  public var method: String
  /// Absolute, `http` or `https`; path and query are sent as they are, already percent-encoded.
  public var url: String
  /// Sent in this order. A name or value with a line break or a NUL is refused. Nothing is added but `Host`, `Content-Length` and, for a proxy,
  /// what the proxy needs.
  public var headers: [(name: String, value: String)]
  /// The body; empty for none.
  public var body: [UInt8]
  /// For one attempt, from the first byte of connecting to the last of the answer; waiting for admission is not counted. Default 20 s.
  public var timeout: Duration
  /// For changes whose outcome must be known; default false. Once begun, the request runs to its end although the calling task is cancelled (while it
  /// waits for admission it can be cancelled all the same). It gets a connection of its own: over a kept one that the server closes, libcurl sends a
  /// request a second time without telling.
  public var outcomeMatters = false
  /// Whether the proxies of the environment are used, if the loop uses them at all; default true. A proxy cannot reach link-local addresses,
  /// and must not see what is asked there.
  public var usesProxy = true

  /// A request.
  public init(
    method: String, url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [], timeout: Duration = .seconds(20)
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.timeout = timeout
  }
}
