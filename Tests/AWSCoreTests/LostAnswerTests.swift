import Network
import TestSupport
import Testing

@testable import AWSCore

@Suite("changes whose answer is lost")
struct LostAnswerTests {
  static let settling = AWSOperation<String>.Effect.changeRefusedOnceDone { $0.code == "AlreadyDone" ? "done before" : nil }

  @Test(
    "a refusal as done already is the confirmation, once an answer was lost",
    arguments: [ServerAnswer.close, .text(#"{"pong""#), .refusal(500, "ServerException"), .response(status: 504)])
  func settled(loss: ServerAnswer) async throws {
    try await withTestClient(answers: { _, number in number == 1 ? loss : .refusal(400, "AlreadyDone") }) { test in
      let answer = try await test.ping(Self.settling)
      #expect(answer == "done before")
    }
  }

  @Test(
    "the same refusal is an error where no answer was lost",
    arguments: [nil, ServerAnswer.refusal(400, "ThrottlingException"), .refusal(503, "RequestLimitExceeded")])
  func notSettled(before: ServerAnswer?) async throws {
    try await withTestClient(answers: { _, number in number == 1 ? before ?? .refusal(400, "AlreadyDone") : .refusal(400, "AlreadyDone") })
    { test in
      let error = try #require(await awsError { try await test.ping(Self.settling) })
      #expect(error.code == "AlreadyDone")
      #expect(!error.mayHaveActed)
    }
  }

  @Test("a change that fails for good says whether it may have been carried out")
  func mayHaveActed() async throws {
    try await withTestClient(answers: { _, number in number == 1 ? .close : .refusal(400, "InvalidParameterException") }) { test in
      let error = try #require(await awsError { try await test.ping(.change) })
      #expect(error.mayHaveActed)
      #expect(error.description.hasSuffix("(its answer was lost: it may have been carried out)"))
    }
    try await withTestClient(answers: { _, _ in .refusal(403, "AccessDeniedException") }) { test in
      #expect(await awsError { try await test.ping(.change) }?.mayHaveActed == false)
    }
    try await withTestClient(answers: { _, _ in .close }) { test in
      #expect(await awsError { try await test.ping(.read) }?.mayHaveActed == false)
    }
  }

  @Test("nobody listening means that nothing was carried out")
  func nothingSent() async throws {
    let port = try Loopback.freePort()
    try await withTestClient(environment: ["AWS_ENDPOINT_URL": "http://127.0.0.1:\(port)"], answers: { _, _ in .pong }) { test in
      let error = try #require(await awsError { try await test.ping(.change) })
      #expect(error.kind == .network)
      #expect(error.code == "connect")
      #expect(!error.mayHaveActed)
    }
  }

  @Test("a change in flight ends although its task is cancelled; a read does not")
  func inFlight() async throws {
    let gate = Gate()
    try await withTestClient(
      time: .system,
      answers: { _, _ in
        gate.pass()
        return .pong
      }
    ) { test in
      try await withThrowingTaskGroup(of: String.self) { group in
        group.addTask { try await test.ping(.change) }
        let isSo = try await eventually { gate.held == 1 }
        #expect(isSo)
        group.cancelAll()
        gate.open()
        let answer = try await group.next()
        #expect(answer == "yes")
      }
    }
    let closed = Gate()
    try await withTestClient(
      time: .system,
      answers: { _, _ in
        closed.pass()
        return .pong
      }
    ) { test in
      let error = try await withThrowingTaskGroup(of: AWSError?.self) { group in
        group.addTask { await awsError { try await test.ping(.read) } }
        #expect(try await eventually { closed.held == 1 })
        group.cancelAll()
        return try await group.next() ?? nil
      }
      #expect(error?.kind == .cancelled)
      closed.open()
    }
  }

  @Test("a kept connection that the server closes loses the answer of a change knowingly: nothing is sent a second time behind our back")
  func keptConnections() async throws {
    let received = Lock(0)
    try await withTestClient(answers: { _, number in
      received.withLock { $0 = number }
      return number == 2 ? .close : number == 3 ? .refusal(400, "AlreadyDone") : .pong
    }) { test in
      _ = try await test.ping(.read)
      let answer = try await test.ping(Self.settling)
      #expect(answer == "done before")
      #expect(received.withLock { $0 } == 3)
      #expect(test.client.statistics.requests == 3)
    }
  }
}
