import LambdaRuntime
import Network
import TestSupport
import Testing

@Suite("The loop of events")
struct ServeTests {
  /// Signals of which the first comes while the n-th stream is made.
  private final class Script: Sendable {
    private let asked = Lock(0)
    private let number: Int

    init(signalAt number: Int) { self.number = number }

    var isEnding: Bool { asked.withLock { $0 >= number } }

    func listen() -> AsyncStream<Int32> {
      asked.withLock { $0 += 1 }
      return AsyncStream { if isEnding { $0.yield(15) } }
    }
  }

  /// Serves the events of `api` until the n-th stream of signals, of which each event takes two, has one.
  private func serve(
    _ api: LambdaAPI, signalAt number: Int, _ handle: (Invocation, AsyncStream<Int32>) async -> Result<[UInt8], FunctionError>
  ) async throws {
    let script = Script(signalAt: number)
    try await api.client { runtime in
      try await runtime.serve(isEnding: { script.isEnding }, interruptions: { script.listen() }, handle)
    }
  }

  @Test("handles events in their order, each answered before the next is asked for, and goes on after a failure")
  func sequence() async throws {
    let api = LambdaAPI([.event(id: "1", body: "one"), .event(id: "2", body: "two"), .event(id: "3", body: "three")])
    try await serve(api, signalAt: 7) { invocation, _ in
      if invocation.requestID == "2" { return .failure(FunctionError(type: "Sweep.Failed", message: "no")) }
      return .success(invocation.event + Array("!".utf8))
    }
    #expect(api.posts.map(\.path) == ["/invocation/1/response", "/invocation/2/error", "/invocation/3/response"])
    #expect(api.posts.map(\.body).filter { $0.hasSuffix("!") } == ["one!", "three!"])
  }

  @Test("a signal while it waits ends it at once and in good order")
  func idle() async throws {
    let api = LambdaAPI([])
    try await serve(api, signalAt: 1) { _, _ in .success([]) }
    #expect(api.posts.isEmpty)
  }

  @Test("a signal while an event is handled reaches the handler, whose result is still handed over")
  func busy() async throws {
    let api = LambdaAPI([.event(id: "1", body: "one"), .event(id: "2", body: "two")])
    try await serve(api, signalAt: 2) { _, signals in
      for await number in signals { return .success(Array("\(number)".utf8)) }
      return .success([])
    }
    #expect(api.posts == [.init(path: "/invocation/1/response", body: "15")])
  }

  @Test("what makes the API unusable ends it with an error")
  func broken() async throws {
    let api = LambdaAPI([.answer(.response(status: 500))])
    await #expect(throws: RuntimeError.self) { try await serve(api, signalAt: 9) { _, _ in .success([]) } }
  }
}
