internal import Network

/// A runtime API of AWS Lambda: what it does, and what it has been told.
public final class LambdaAPI: Sendable {
  /// One answer to a request for the next event.
  public enum Next: Sendable {
    /// An event; the deadline in milliseconds since 1970.
    case event(id: String, body: String, deadline: String? = nil)
    /// Any other answer.
    case answer(ServerAnswer)
  }

  /// What was posted.
  public struct Post: Equatable, Sendable {
    /// Below `/runtime`.
    public let path: String
    /// As it came.
    public let body: String
    /// What `Lambda-Runtime-Function-Error-Type` says.
    public let errorType: String?

    /// A post.
    public init(path: String, body: String, errorType: String? = nil) {
      self.path = path
      self.body = body
      self.errorType = errorType
    }
  }

  private let script: Lock<[Next]>
  private let posted = Lock<[Post]>([])
  private let answers: Lock<[ServerAnswer]>
  private let asked = Lock<[Int]>([])

  /// - Parameters:
  ///   - script: what is answered to requests for the next event, in order; whoever asks once more waits.
  ///   - answers: to the first posts; those that follow are accepted.
  public init(_ script: [Next], posts answers: [ServerAnswer] = []) {
    self.script = Lock(script)
    self.answers = Lock(answers)
  }

  /// What was posted so far.
  public var posts: [Post] { posted.withLock { $0 } }
  /// The connections on which the next event was asked for.
  public var connections: [Int] { asked.withLock { $0 } }

  private func answer(_ request: ServerRequest) -> ServerAnswer {
    let path = request.target.replacing("/2018-06-01/runtime", with: "")
    if request.method == "POST" {
      posted.withLock {
        $0.append(
          Post(
            path: path, body: String(decoding: request.body, as: UTF8.self),
            errorType: request.header("Lambda-Runtime-Function-Error-Type")))
      }
      return answers.withLock { $0.isEmpty ? .response(status: 202) : $0.removeFirst() }
    }
    asked.withLock { $0.append(request.connection) }
    guard path == "/invocation/next", let next = script.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { return .silence }
    switch next {
    case .answer(let answer): return answer
    case .event(let id, let body, let deadline):
      var headers = [("Lambda-Runtime-Aws-Request-Id", id)]
      if let deadline { headers.append(("Lambda-Runtime-Deadline-Ms", deadline)) }
      return .response(headers: headers.map { (name: $0.0, value: $0.1) }, body: Array(body.utf8))
    }
  }

  /// Serves while `body` runs, which gets host and port.
  public func serve<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    try await withLoopbackServer {
      self.answer($0)
    } during: { server in
      try await body("127.0.0.1:\(server.port)")
    }
  }
}
