import LambdaRuntime
import Network
import TestSupport
import Testing

@Suite("The loop of events")
struct ServeTests {
  /// Streams that never say anything, but for the n-th, which has a signal in it.
  private static func signal(at number: Int) -> @Sendable () -> AsyncStream<Int32> {
    let asked = Lock(0)
    return {
      let count = asked.withLock { count -> Int in
        count += 1
        return count
      }
      return AsyncStream { continuation in
        if count >= number { continuation.yield(15) }
      }
    }
  }

  @Test("handles events in their order, each answered before the next is asked for, and goes on after a failure")
  func sequence() async throws {
    let api = LambdaAPI([.event(id: "1", body: "one"), .event(id: "2", body: "two"), .event(id: "3", body: "three")])
    // Two streams for each event: the seventh is the one of the wait after the third.
    try await api.serve { runtime in
      try await runtime.serve(interruptions: Self.signal(at: 7)) { invocation, _ in
        if invocation.requestID == "2" { return .failure(FunctionError(type: "Sweep.Failed", message: "no")) }
        return .success(invocation.event + Array("!".utf8))
      }
    }
    #expect(api.posts.map(\.path) == ["/invocation/1/response", "/invocation/2/error", "/invocation/3/response"])
    #expect(api.posts.map(\.body).filter { $0.hasSuffix("!") } == ["one!", "three!"])
  }

  @Test("a signal while it waits ends it at once and in good order")
  func idle() async throws {
    let api = LambdaAPI([])
    try await api.serve { runtime in
      try await runtime.serve(interruptions: Self.signal(at: 1)) { _, _ in .success([]) }
    }
    #expect(api.posts.isEmpty)
  }

  @Test("a signal while an event is handled reaches the handler, whose result is still handed over")
  func busy() async throws {
    let api = LambdaAPI([.event(id: "1", body: "one"), .event(id: "2", body: "two")])
    try await api.serve { runtime in
      try await runtime.serve(interruptions: Self.signal(at: 2)) { _, signals in
        for await number in signals { return .success(Array("\(number)".utf8)) }
        return .success([])
      }
    }
    #expect(api.posts == [.init(path: "/invocation/1/response", body: "15")])
  }

  @Test("what makes the API unusable ends it with an error")
  func broken() async throws {
    let api = LambdaAPI([.answer(.response(status: 500))])
    try await api.serve { runtime in
      await #expect(throws: RuntimeError.self) {
        try await runtime.serve(interruptions: { AsyncStream { _ in } }) { _, _ in .success([]) }
      }
    }
  }
}
