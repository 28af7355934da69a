import Network
import TestSupport
import Testing

@testable import AWSCore

@Suite("rate limiter")
struct RateLimiterTests {
  /// A bucket of which a share of 1 leaves `burst` for use: a limiter keeps back what comes in in a quarter of a second.
  static func key(_ account: String, burst: Double = 10, rate: Double = 10) -> RateLimiter.Key {
    RateLimiter.Key(account: account, region: "eu-west-1", category: APICategory("test", burst: burst + rate / 4, rate: rate))
  }

  @Test("10,000 waiters go at the rate in their order, each is woken once, and each account has a bucket of its own")
  func waiters() async throws {
    let time = VirtualTime()
    let limiter = RateLimiter(share: 1, time: time.source)
    let done = Lock<[(account: String, number: Int, at: Duration)]>([])
    let count = 10_000
    try await withThrowingTaskGroup(of: Void.self) { group in
      func settled(_ expected: Int) async throws {
        #expect(try await eventually { time.sleeping + done.withLock { $0.count } == expected })
      }
      for number in 0..<count {
        group.addTask {
          let account = number.isMultiple(of: 2) ? "a" : "b"
          _ = try await limiter.admit(Self.key(account, rate: 100))
          done.withLock { $0.append((account, number, time.now)) }
        }
        // One after the other, so that there is an order to keep.
        while time.sleeping + done.withLock({ $0.count }) <= number { await Task.yield() }
      }
      while let next = time.next {
        time.advance(to: next)
        try await settled(count)
      }
      try await group.waitForAll()
    }
    #expect(time.slept == count - 2 * 10, "one sleep for each who did not go with the burst")
    for account in ["a", "b"] {
      let served = done.withLock { all in all.filter { $0.account == account } }
      #expect(served.map(\.number) == served.map(\.number).sorted(), "first come, first served")
      #expect(served.filter { $0.at == .zero }.count == 10)
      // 4,990 waited, a hundred a second.
      let last = try #require(served.map(\.at).max())
      #expect(last > .seconds(49.89) && last < .seconds(49.91))
    }
  }

  @Test("the share is of burst and rate both")
  func share() async throws {
    let time = TestTime()
    let limiter = RateLimiter(share: 0.5, time: time.source)
    let key = RateLimiter.Key(account: "a", region: "eu-west-1", category: APICategory("test", burst: 10, rate: 10))
    for _ in 0..<5 { _ = try await limiter.admit(key) }
    #expect(time.sleeps.isEmpty)
    for _ in 0..<5 { _ = try await limiter.admit(key) }
    #expect(abs(time.elapsed - 1) < 1e-6)
  }

  @Test("an account's own share is the smallest that was said for it, and changes no other's")
  func shareOfAnAccount() async throws {
    let time = TestTime()
    let limiter = RateLimiter(share: 1, time: time.source)
    await limiter.use(share: 0.8, in: "a")
    await limiter.use(share: 0.2, in: "a")
    await limiter.use(share: 0.9, in: "a")
    for _ in 0..<2 { _ = try await limiter.admit(Self.key("a")) }
    for _ in 0..<10 { _ = try await limiter.admit(Self.key("b")) }
    #expect(time.sleeps.isEmpty)
    _ = try await limiter.admit(Self.key("a"))
    // 0.2 × 12.5 is 2.5: half a token is left, and two come in a second.
    #expect(abs(time.elapsed - 0.25) < 1e-6)
  }

  @Test("a cancelled waiter leaves at once and the others keep their turns")
  func cancelled() async throws {
    let time = VirtualTime()
    let limiter = RateLimiter(share: 1, time: time.source)
    let key = Self.key("a", burst: 1, rate: 1)
    _ = try await limiter.admit(key)
    try await withThrowingTaskGroup(of: Bool.self) { group in
      group.addTask {
        do throws(CancellationError) {
          _ = try await limiter.admit(key)
          return true
        } catch {
          return false
        }
      }
      let isSo = try await eventually { time.sleeping == 1 }
      #expect(isSo)
      group.cancelAll()
      let answer = try await group.next()
      #expect(answer == false)
    }
    try await withThrowingTaskGroup(of: Duration.self) { group in
      group.addTask { try await limiter.admit(key) }
      let isSo = try await eventually { time.sleeping == 1 }
      #expect(isSo)
      #expect(time.next == .seconds(1), "the next that comes has the cancelled one's turn")
      time.advance(to: .seconds(1))
      let answer = try await group.next()
      #expect(answer == .seconds(1))
    }
  }

  @Test("a throttled bucket makes those wait longer who wait already")
  func throttled() async throws {
    let time = VirtualTime()
    let limiter = RateLimiter(share: 1, time: time.source)
    let key = Self.key("a", burst: 1, rate: 1)
    _ = try await limiter.admit(key)
    try await withThrowingTaskGroup(of: Duration.self) { group in
      group.addTask { try await limiter.admit(key) }
      #expect(try await eventually { time.sleeping == 1 })
      await limiter.throttled(key)
      time.advance(to: .seconds(1))
      #expect(try await eventually { time.slept == 2 })
      // 0.5·t + 0.05·t²/2 = 1
      let expected = (-0.5 + (0.25 + 2 * 0.05).squareRoot()) / 0.05
      let next = try #require(time.next).inSeconds
      #expect(abs(next - expected) < 1e-6)
      time.advance(to: .seconds(2))
      _ = try await group.next()
    }
  }
}
