import Testing

@testable import AWSCore

@Suite("token bucket")
struct TokenBucketTests {
  /// Draws `count` tickets at 0 and returns the time of each.
  func times(_ count: Int, burst: Double, rate: Double) -> [Double] {
    var bucket = TokenBucket(burst: burst, rate: rate, now: 0)
    return (0..<count).map { _ in bucket.wait(bucket.draw(now: 0), now: 0) }
  }

  @Test("the burst goes at once, the rest at the rate")
  func burstThenRate() {
    let times = times(30, burst: 10, rate: 20)
    #expect(times.prefix(10).allSatisfy { $0 == 0 })
    for (index, time) in times.enumerated().dropFirst(10) {
      #expect(abs(time - Double(index - 9) / 20) < 1e-9)
    }
  }

  @Test(
    "a model of AWS's bucket never refuses, whenever requests come and whoever gives up; with work waiting, the rate is used",
    arguments: 1...20)
  func bound(seed: UInt64) {
    var random = Steps(seed)
    let burst = Double(random.next(1...100))
    let rate = Double(random.next(1...50))
    var bucket = TokenBucket(burst: burst, rate: rate, now: 0)
    var now = 0.0
    var times: [TokenBucket.Ticket: Double] = [:]
    for _ in 0..<600 {
      if random.next(0...3) == 0 { now += Double(random.next(0...2000)) / 1000 }
      let ticket = bucket.draw(now: now)
      times[ticket] = now + bucket.wait(ticket, now: now)
      if random.next(0...5) == 0, let waiting = times.filter({ $0.value > now }).keys.sorted().randomElement(using: &random) {
        times[waiting] = nil
        bucket.giveBack(waiting, now: now)
      }
    }
    let ordered = times.sorted { $0.key < $1.key }.map(\.value)
    #expect(ordered == ordered.sorted(), "a smaller number never goes later")
    var model = AWSBucket(burst: burst, rate: rate)
    #expect(ordered.allSatisfy { model.take(at: $0) })
    let backlog = self.times(1000, burst: burst, rate: rate)
    #expect(1000 >= 0.98 * (burst + rate * (backlog.last ?? 0)))
  }

  @Test("a ticket that was given up goes to the next that comes, which makes nobody wait longer; one whose time is past to nobody")
  func givenUp() {
    var bucket = TokenBucket(burst: 1, rate: 1, now: 0)
    _ = bucket.draw(now: 0)
    let waiting = (0..<3).map { _ in bucket.draw(now: 0) }
    bucket.giveBack(waiting[0], now: 0)
    bucket.giveBack(waiting[1], now: 0)
    let next = bucket.draw(now: 0.5)
    #expect(bucket.wait(next, now: 0.5) == 0.5)
    #expect(bucket.wait(waiting[2], now: 0.5) == 2.5)
    #expect(bucket.wait(bucket.draw(now: 2.5), now: 2.5) == 1.5, "the second one's time was 2")
  }

  @Test("after a pause there is one burst, not more")
  func noHoarding() {
    var bucket = TokenBucket(burst: 5, rate: 1, now: 0)
    let waits = (0..<6).map { _ in bucket.wait(bucket.draw(now: 1e6), now: 1e6) }
    #expect(waits == [0, 0, 0, 0, 0, 1])
  }

  @Test("a cut empties the bucket and halves the rate, which is whole again after ten seconds; waiting tickets know their time exactly")
  func cut() {
    var bucket = TokenBucket(burst: 100, rate: 20, now: 0)
    let early = bucket.draw(now: 0)
    #expect(bucket.wait(early, now: 0) == 0)
    bucket.cut(now: 0)
    #expect(bucket.currentRate == 10)
    // Rate 10 + t for 10 s: 10·10 + 10²/2 = 150 tokens; then 20 a second.
    let tickets = (0..<250).map { _ in bucket.draw(now: 0) }
    #expect(abs(bucket.wait(tickets[149], now: 0) - 10) < 1e-9)
    #expect(abs(bucket.wait(tickets[249], now: 0) - 15) < 1e-9)
    #expect(abs(bucket.wait(tickets[249], now: 4) - 11) < 1e-9)
    // The same, looked at later: drawing recomputes from the middle of the recovery.
    _ = bucket.draw(now: 5)
    #expect(abs(bucket.wait(tickets[249], now: 5) - 10) < 1e-9)
    #expect(abs(bucket.currentRate - 15) < 1e-9)
  }

  @Test("a cut moves those back who wait already; many cuts do not stop the bucket for good")
  func cutWhileWaiting() {
    var bucket = TokenBucket(burst: 1, rate: 10, now: 0)
    _ = bucket.draw(now: 0)
    let waiting = (0..<10).map { _ in bucket.draw(now: 0) }
    #expect(abs(bucket.wait(waiting[9], now: 0) - 1) < 1e-9)
    bucket.cut(now: 0)
    #expect(bucket.wait(waiting[9], now: 0) > 1.6)
    for second in 1...100 { bucket.cut(now: Double(second)) }
    #expect(bucket.currentRate == 10.0 / 16)
  }

  @Test("refusals that come together count once")
  func refusedTogether() {
    var bucket = TokenBucket(burst: 10, rate: 10, now: 0)
    for step in 0..<10 { bucket.cut(now: Double(step) / 100) }
    // Halved at 0; grown by 5 % of 10 a second since.
    #expect(abs(bucket.currentRate - (5 + 0.5 * 0.09)) < 1e-9)
    bucket.cut(now: 1)
    #expect(abs(bucket.currentRate - 2.75) < 1e-9)
  }
}

/// A token bucket in its textbook form, as AWS keeps one: filled as time passes, and a request without a token is refused.
struct AWSBucket {
  let burst: Double
  let rate: Double
  private var tokens: Double
  private var at = 0.0

  init(burst: Double, rate: Double) {
    (self.burst, self.rate, self.tokens) = (burst, rate, burst)
  }

  mutating func take(at time: Double) -> Bool {
    tokens = min(burst, tokens + (time - at) * rate)
    at = time
    // Sums of fractions are not exact.
    guard tokens >= 1 - 1e-6 else { return false }
    tokens -= 1
    return true
  }
}

/// Numbers from a seed (Knuth's MMIX constants).
struct Steps: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state
  }
  mutating func next(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int((next() >> 33) % UInt64(range.count))
  }
}
