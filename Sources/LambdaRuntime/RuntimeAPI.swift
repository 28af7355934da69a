public import Network
import WireFormats

/// Lambda's API for custom runtimes (Lambda developer guide, "Using the Lambda runtime API for custom runtimes").
public struct RuntimeAPI: Sendable {
  private let base: String
  private let loop: EventLoop
  private let pause: @Sendable (Duration) async throws -> Void

  /// How often a request is sent whose connection broke: that of a sandbox that was frozen may be dead, and what is local comes back soon.
  private static let attempts = 4
  /// libcurl's longest, 24 days: the sandbox may be frozen for hours between two events, and ends long before.
  private static let patience = Duration.milliseconds(Int(Int32.max))

  /// - Parameters:
  ///   - address: host and port, as the variable `AWS_LAMBDA_RUNTIME_API` has them.
  ///   - pause: waits between attempts; throws when the task is cancelled.
  public init(
    address: String, loop: EventLoop, pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) {
    base = "http://\(address)/2018-06-01/runtime"
    self.loop = loop
    self.pause = pause
  }

  /// Waits for the next event, however long that takes; nil when the task was cancelled meanwhile.
  public func next() async throws(RuntimeError) -> Invocation? {
    var request = request("GET", "/invocation/next")
    request.timeout = Self.patience
    guard let answer = try await send(request, "the next event") else { return nil }
    guard answer.status == 200 else { throw refused("to give the next event", answer) }
    guard let id = answer.header("Lambda-Runtime-Aws-Request-Id"), !id.isEmpty else {
      throw RuntimeError("the runtime API gave an event without Lambda-Runtime-Aws-Request-Id")
    }
    return Invocation(
      requestID: id, deadline: answer.header("Lambda-Runtime-Deadline-Ms").flatMap { Double($0) }.map { $0 / 1000 },
      functionARN: answer.header("Lambda-Runtime-Invoked-Function-Arn"), traceID: answer.header("Lambda-Runtime-Trace-Id"),
      event: answer.body)
  }

  /// Hands over the result of an invocation, JSON of at most 6 MB. One that Lambda finds too large becomes an error of the invocation.
  public func respond(_ requestID: String, _ body: [UInt8]) async throws(RuntimeError) {
    var request = request("POST", "/invocation/\(requestID)/response")
    request.headers = [("Content-Type", "application/json")]
    request.body = body
    guard let answer = try await send(request, "the response") else { return }
    if answer.status == 413 {
      try await fail(requestID, FunctionError(type: "Function.ResponseSizeTooLarge", message: "the response has \(body.count) bytes"))
    } else {
      try accept(answer, "the response")
    }
  }

  /// Says that an invocation failed.
  public func fail(_ requestID: String, _ error: FunctionError) async throws(RuntimeError) {
    try await report(error, "/invocation/\(requestID)/error")
  }

  /// Says that the function could not start; its process must then end.
  public func failInit(_ error: FunctionError) async throws(RuntimeError) {
    try await report(error, "/init/error")
  }

  private func report(_ error: FunctionError, _ path: String) async throws(RuntimeError) {
    var request = request("POST", path)
    request.headers = [("Content-Type", "application/json"), ("Lambda-Runtime-Function-Error-Type", error.type)]
    var writer = JSONWriter()
    error.write(to: &writer)
    request.body = writer.bytes
    guard let answer = try await send(request, "an error") else { return }
    try accept(answer, "an error")
  }

  /// Of an answer that got lost the repetition is refused with 400 or 403: then Lambda has it already.
  private func accept(_ answer: Answer, _ what: String) throws(RuntimeError) {
    if (200..<300).contains(answer.status) || (answer.isRepeated && [400, 403].contains(answer.status)) { return }
    throw refused("to take \(what)", answer)
  }

  /// 500 means that the container is beyond help, and everything else that this is not the API that we know. The process ends either way.
  private func refused(_ what: String, _ answer: Answer) -> RuntimeError {
    RuntimeError("the runtime API refused \(what): HTTP \(answer.status) \(String(decoding: answer.body.prefix(500), as: UTF8.self))")
  }

  /// The runtime API is on this machine: no proxy may come between.
  private func request(_ method: String, _ path: String) -> HTTPRequest {
    var request = HTTPRequest(method: method, url: base + path)
    request.usesProxy = false
    return request
  }

  private struct Answer {
    let response: HTTPResponse
    /// Whether the request was sent before, and its answer was lost.
    let isRepeated: Bool
    var status: Int { response.status }
    var body: [UInt8] { response.body }

    func header(_ name: String) -> String? { response.header(name) }
  }

  /// The answer, whatever its status; nil when the task was cancelled.
  private func send(_ request: HTTPRequest, _ what: String) async throws(RuntimeError) -> Answer? {
    var attempt = 1
    while true {
      do throws(NetworkError) {
        return Answer(response: try await loop.execute(request), isRepeated: attempt > 1)
      } catch {
        if error.code == .cancelled { return nil }
        guard attempt < Self.attempts else { throw RuntimeError("no runtime API for \(what): \(error)") }
      }
      do { try await pause(.milliseconds(50 << attempt)) } catch { return nil }
      attempt += 1
    }
  }
}
