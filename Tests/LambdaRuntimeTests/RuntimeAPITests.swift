import LambdaRuntime
import TestSupport
import Testing

@Suite("Lambda's runtime API")
struct RuntimeAPITests {
  @Test("an event comes with its ID, its deadline in seconds, and who was invoked")
  func event() async throws {
    let headers = [
      ("Lambda-Runtime-Aws-Request-Id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd"), ("Lambda-Runtime-Deadline-Ms", "1542409706888"),
      ("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:111122223333:function:monitor"),
      ("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7"),
    ]
    let api = LambdaAPI([.answer(.response(headers: headers.map { (name: $0.0, value: $0.1) }, body: Array(#"{"a":1}"#.utf8)))])
    try await api.client { runtime in
      let invocation = try #require(try await runtime.next())
      #expect(invocation.requestID == "8476a536-e9f4-11e8-9739-2dfe598c3fcd")
      #expect(invocation.deadline == 1_542_409_706.888)
      #expect(invocation.functionARN == "arn:aws:lambda:us-east-1:111122223333:function:monitor")
      #expect(invocation.traceID == "Root=1-5bef4de7")
      #expect(String(decoding: invocation.event, as: UTF8.self) == #"{"a":1}"#)
    }
  }

  @Test("a response goes to the event's own path, as it is")
  func response() async throws {
    let api = LambdaAPI([])
    try await api.client { try await $0.respond("id-1", Array(#"{"done":true}"#.utf8)) }
    #expect(api.posts == [.init(path: "/invocation/id-1/response", body: #"{"done":true}"#)])
  }

  @Test("errors have the documented shape, and their type in a header too")
  func errors() async throws {
    let api = LambdaAPI([])
    try await api.client { runtime in
      try await runtime.fail("id-1", FunctionError(type: "Event.Invalid", message: "found \"x\"\nexpected y"))
      try await runtime.failInit(FunctionError(type: "Init.Failed", message: "no"))
    }
    let body = #"{"errorMessage":"found \"x\"\nexpected y","errorType":"Event.Invalid","stackTrace":[]}"#
    #expect(
      api.posts == [
        .init(path: "/invocation/id-1/error", body: body, errorType: "Event.Invalid"),
        .init(
          path: "/init/error", body: #"{"errorMessage":"no","errorType":"Init.Failed","stackTrace":[]}"#, errorType: "Init.Failed"),
      ])
  }

  @Test("a response that Lambda finds too large becomes an error of the invocation")
  func tooLarge() async throws {
    let api = LambdaAPI([], posts: [.response(status: 413)])
    try await api.client { try await $0.respond("id-1", Array("[]".utf8)) }
    #expect(api.posts.map(\.path) == ["/invocation/id-1/response", "/invocation/id-1/error"])
    #expect(api.posts.last?.errorType == "Function.ResponseSizeTooLarge")
  }

  @Test("a kept connection that died while the sandbox was frozen costs a new connection and nothing else", arguments: [true, false])
  func frozen(announcesItsEnd: Bool) async throws {
    let event = LambdaAPI.Next.event(id: "second", body: "{}")
    // The first answer's connection is closed behind it; or the next request on it is not answered but cut.
    let first: [LambdaAPI.Next] =
      announcesItsEnd
      ? [.event(id: "first", body: "{}"), .answer(.close), event] : [.answer(.close), .answer(.cut(announced: 9, body: [])), event]
    let api = LambdaAPI(first)
    let ids = try await api.client { runtime in
      var ids: [String] = []
      while ids.last != "second", let invocation = try await runtime.next() { ids.append(invocation.requestID) }
      return ids
    }
    #expect(ids == (announcesItsEnd ? ["first", "second"] : ["second"]))
    #expect(Set(api.connections).count > 1)
  }

  @Test("a response whose answer was lost is sent again, and a refusal of the repetition means that Lambda has it", arguments: [400, 403])
  func lostAnswer(status: Int) async throws {
    let api = LambdaAPI([], posts: [.cut(announced: 9, body: []), .response(status: status)])
    try await api.client { try await $0.respond("id-1", Array("1".utf8)) }
    #expect(api.posts.map(\.body) == ["1", "1"])
  }

  @Test("a refusal ends the function", arguments: [400, 403, 500])
  func refused(status: Int) async throws {
    let answer = ServerAnswer.response(status: status, body: Array("container error".utf8))
    try await LambdaAPI([.answer(answer)], posts: [answer]).client { runtime in
      await #expect(throws: RuntimeError.self) { _ = try await runtime.next() }
      let error = await #expect(throws: RuntimeError.self) { try await runtime.respond("id-1", []) }
      #expect(error?.description.contains("HTTP \(status) container error") == true)
    }
  }

  @Test("an event without an ID ends the function: nobody could be answered")
  func withoutID() async throws {
    try await LambdaAPI([.answer(.text("{}"))]).client { runtime in
      _ = await #expect(throws: RuntimeError.self) { _ = try await runtime.next() }
    }
  }

  @Test("without an API the function ends after a few attempts")
  func nobody() async throws {
    try await LambdaAPI(Array(repeating: .answer(.close), count: 9)).client { runtime in
      let error = await #expect(throws: RuntimeError.self) { _ = try await runtime.next() }
      #expect(error?.description.hasPrefix("no runtime API for the next event") == true)
    }
  }
}
