import Testing

@testable import AWSCore

@Suite("the use of AWS's limits")
struct StatisticsTests {
  static let category = APICategory("test", burst: 100, rate: 20)

  static func key(_ region: String, _ category: APICategory = category) -> RateLimiter.Key {
    RateLimiter.Key(account: "111122223333", region: region, category: category)
  }

  @Test("requests are counted by the published limit of the time between the first and the last, in each account and Region")
  func shares() throws {
    var statistics = APIStatistics()
    // 60 requests over 5 s, of 100 + 20 × 5; and 10 at once, of 100.
    for number in 0..<60 {
      statistics.sent(Self.key("eu-west-1"), isRetry: number == 7, waited: .seconds(1), at: .seconds(3) + .seconds(5) * number / 59)
    }
    for _ in 0..<10 { statistics.sent(Self.key("us-east-1"), isRetry: false, waited: .zero, at: .seconds(100)) }
    statistics.throttled(Self.key("eu-west-1"))
    let use = try #require(statistics.byCategory["test"])
    #expect(use.requests == 70)
    #expect(use.retries == 1)
    #expect(use.throttled == 1)
    #expect(use.waited == .seconds(60))
    #expect(abs(use.limitUsed - 70.0 / 300) < 1e-9)
    #expect(abs(use.limitUsedMost - 60.0 / 200) < 1e-9)
    #expect(statistics.requests == 70)
    #expect(statistics.byCategory.count == 1)
  }

  @Test("a limiter that always has work uses nearly all of its share")
  func share() async throws {
    for share in [0.5, 1] {
      let time = TestTime()
      let limiter = RateLimiter(share: share, time: time.source)
      var statistics = APIStatistics()
      for _ in 0..<2000 {
        let waited = try await limiter.admit(Self.key("eu-west-1"))
        statistics.sent(Self.key("eu-west-1"), isRetry: false, waited: waited, at: time.source.monotonic())
      }
      let used = try #require(statistics.byCategory["test"]?.limitUsed)
      #expect(used <= share * 1.000001 && used >= 0.98 * share)
    }
  }
}
