import LambdaRuntime
import Network
import TestSupport
import WireFormats

/// What a runtime API of the tests' own does and has been told.
final class LambdaAPI: Sendable {
  /// One answer to a request for the next event.
  enum Next: Sendable {
    case event(id: String, body: String, deadline: String? = nil)
    case answer(ServerAnswer)
  }

  /// What was posted.
  struct Post: Equatable, Sendable {
    let path: String
    let body: String
    var errorType: String?
  }

  private let script: Lock<[Next]>
  private let posted = Lock<[Post]>([])
  private let answers: Lock<[ServerAnswer]>
  private let asked = Lock<[Int]>([])

  /// - Parameter answers: to the first posts; those that follow are accepted.
  init(_ script: [Next], posts answers: [ServerAnswer] = []) {
    self.script = Lock(script)
    self.answers = Lock(answers)
  }

  var posts: [Post] { posted.withLock { $0 } }
  /// The connections on which the next event was asked for.
  var connections: [Int] { asked.withLock { $0 } }

  func answer(_ request: ServerRequest) -> ServerAnswer {
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

  /// Serves while `body` runs, with a client that does not wait between attempts.
  func serve<Result>(_ body: (RuntimeAPI) async throws -> Result) async throws -> Result {
    try await withLoopbackServer { self.answer($0) } during: { server in
      let loop = try EventLoop()
      defer { loop.stop() }
      return try await body(RuntimeAPI(address: "127.0.0.1:\(server.port)", loop: loop) { _ in })
    }
  }
}
