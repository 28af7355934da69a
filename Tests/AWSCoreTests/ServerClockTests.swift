import TestSupport
import Testing

@testable import AWSCore

@Suite("AWS's time")
struct ServerClockTests {
  @Test("nothing is known before an answer, and nothing is learned from what is no date")
  func unknown() {
    let clock = ServerClock(time: TestTime().source)
    clock.learn(date: nil, trusted: true, sent: .zero)
    clock.learn(date: "yesterday", trusted: true, sent: .zero)
    #expect(clock.now() == nil)
    #expect(clock.localSkew == nil)
  }

  @Test("the Date of an answer and the monotonic time since, whatever the local clock says")
  func follows() {
    let time = TestTime(skew: 600)
    let clock = ServerClock(time: time.source)
    clock.learn(date: "Tue, 02 Jan 2024 03:04:05 GMT", trusted: true, sent: .zero)
    #expect(clock.now() == TestTime.start)
    time.advance(.seconds(90))
    #expect(clock.now() == TestTime.start + 90)
    #expect(clock.localSkew == 599.5)
  }

  @Test("the best of several answers counts, and it is never ahead of AWS")
  func best() {
    let time = TestTime()
    let clock = ServerClock(time: time.source)
    clock.learn(date: "Tue, 02 Jan 2024 03:04:05 GMT", trusted: true, sent: .zero)
    time.advance(.seconds(10))
    clock.learn(date: "Tue, 02 Jan 2024 03:04:13 GMT", trusted: true, sent: .seconds(8))
    #expect(clock.now() == TestTime.start + 10, "a slow answer takes nothing back")
    time.advance(.seconds(1))
    clock.learn(date: "Tue, 02 Jan 2024 03:04:17 GMT", trusted: true, sent: .seconds(11))
    #expect(clock.now() == TestTime.start + 12)
  }

  @Test("an answer that AWS did not accept our signature for shows the skew, and sets no time")
  func untrusted() {
    let clock = ServerClock(time: TestTime(skew: -3600).source)
    clock.learn(date: "Tue, 02 Jan 2024 03:04:05 GMT", trusted: false, sent: .zero)
    #expect(clock.now() == nil)
    #expect(clock.localSkew == -3600.5)
  }

  @Test("calls set the clock")
  func calls() async throws {
    try await withTestClient(answers: { _, _ in
      .response(headers: [("date", "Tue, 02 Jan 2024 04:04:05 GMT")], body: Array(#"{"pong":"yes"}"#.utf8))
    }) { test in
      _ = try await test.ping()
      #expect(test.client.clock.now() == TestTime.start + 3600)
    }
  }
}
