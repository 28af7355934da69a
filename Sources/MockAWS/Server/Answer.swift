import NIOCore

/// An answer on its way out, and how it is spoiled.
struct Answer: Sendable {
  enum Ending: Sendable {
    case whole
    /// The connection is closed and nothing sent.
    case nothing
    /// The head promises all of the body, half of it comes, and the connection is closed.
    case truncated
  }

  let status: Int
  let contentType: String
  let requestID: String
  var body: ByteBuffer
  /// What REST services say in a header: the error's code.
  var errorType: String?
  /// Seconds since 1970, for `Date`.
  let now: Double
  /// Seconds to hold it back.
  var delay = 0.0
  var ending = Ending.whole

  init(status: Int, contentType: String, requestID: String, body: ByteBuffer, now: Double) {
    self.status = status
    self.contentType = contentType
    self.requestID = requestID
    self.body = body
    self.now = now
  }

  mutating func spoil(_ fault: MockFault.Kind) {
    switch fault {
    case .close, .cut: ending = .nothing
    case .truncate: ending = .truncated
    case .garble: body = body.getSlice(at: body.readerIndex, length: body.readableBytes / 2) ?? body
    case .slow(let seconds): delay += seconds
    case .status(let status) where status == 502 || status == 504:
      // What a load balancer in front of the service says, in nobody's protocol.
      body = ByteBuffer(string: "<html><body><h1>\(status)</h1></body></html>")
    case .status, .statusAfter, .throttle, .accessDenied, .refuse: break
    }
  }
}
