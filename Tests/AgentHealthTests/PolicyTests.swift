import AgentHealth
import Testing

struct PolicyTests {
  @Test("the defaults are the design's")
  func defaults() {
    let policy = Policy()
    #expect(policy.failAfter == 2)
    #expect(policy.minDisconnected == .seconds(600))
    #expect(policy.minGap == .seconds(60))
    #expect(policy.maxGap == .seconds(3 * 3600))
    #expect(policy.startupGrace == .seconds(600))
    #expect(policy.updateGrace == .seconds(900))
    #expect(policy.maxDisconnected == .share(percent: 20))
    #expect([policy.perGroup, policy.perCluster, policy.perSweep, policy.perHour] == [1, 1, 5, 10])
    #expect(policy.apiSharePercent == 50)
    #expect(policy.scan == .full)
    #expect(policy.contradictions.isEmpty)
  }

  @Test(
    "each key takes its range, ends included",
    arguments: [
      (PolicyKey.failAfter, ["1", "100"], ["0", "101", "-1", "+1", "-0", "1.5", "", " 1", "1s", "99999999999999999999"]),
      (.perGroup, ["0", "1000"], ["1001", "-1", "-0", "5%", ""]),
      (.perCluster, ["0", "1000"], ["1001", "-1", "5%", ""]),
      (.perSweep, ["0", "1000"], ["1001", "-1", "5%", ""]),
      (.perHour, ["0", "1000"], ["1001", "-1", "5%", ""]),
      (.loneMinDisconnected, ["0s", "1h"], ["366d", ""]), (.maxHold, ["0s", "1h"], ["366d", ""]), (.cooldown, ["0s", "1h"], ["366d", ""]),
      (.replacementWait, ["0s", "1h"], ["366d", ""]), (.maxFailedReplacements, ["1", "100"], ["0", "101", "5%", ""]),
      (.ghostAfter, ["0s", "365d"], ["366d", "10", ""]), (.method, ["detach", "asg", "unhealthy"], ["Asg", "terminate", ""]),
      (.allowDetachManaged, ["true", "false"], ["True", "yes", "1", ""]),
      (.minDisconnected, ["0s", "10m", "365d"], ["366d", "10", "10 m", "-1s", "m", ""]),
      (.minGap, ["1s", "365d"], ["0s", "0m", "60", ""]),
      (.maxGap, ["0s", "3h"], ["3", "3H", "1w", ""]),
      (.startupGrace, ["0s", "10m"], ["ten", ""]),
      (.updateGrace, ["0s", "15m"], ["15min", ""]),
      (.maxDisconnected, ["0", "2", "0%", "20%", "100%"], ["101%", "-1", "-1%", "-0%", "+5%", "%", "20 %", "0.2", ""]),
      (.apiShare, ["1%", "100%"], ["0%", "101%", "50", ""]),
      (.scan, ["full", "filtered"], ["Full", "filter", "true", ""]),
    ])
  func ranges(key: PolicyKey, good: [String], bad: [String]) {
    for text in good {
      var policy = Policy()
      let isTaken = key.set(text, in: &policy)
      #expect(isTaken, "\(key.rawValue) \(text)")
    }
    for text in bad {
      var policy = Policy()
      let isTaken = key.set(text, in: &policy)
      #expect(!isTaken, "\(key.rawValue) \(text)")
      #expect(policy == Policy())
    }
  }

  @Test("each key sets its own knob and no other")
  func ownKnob() {
    let texts: [PolicyKey: String] = [
      .failAfter: "7", .minDisconnected: "7m", .minGap: "7s", .maxGap: "7h", .startupGrace: "8m", .updateGrace: "9m", .maxDisconnected: "7",
      .perGroup: "8", .perCluster: "9", .perSweep: "10", .perHour: "11", .apiShare: "70%", .scan: "filtered",
      .loneMinDisconnected: "10m", .maxHold: "11m", .cooldown: "12m", .replacementWait: "13m", .maxFailedReplacements: "4",
      .ghostAfter: "14m", .method: "unhealthy", .allowDetachManaged: "true",
    ]
    var expected = Policy()
    expected.failAfter = 7
    expected.minDisconnected = .seconds(420)
    expected.minGap = .seconds(7)
    expected.maxGap = .seconds(7 * 3600)
    expected.startupGrace = .seconds(480)
    expected.updateGrace = .seconds(540)
    expected.maxDisconnected = .count(7)
    (expected.perGroup, expected.perCluster, expected.perSweep, expected.perHour) = (8, 9, 10, 11)
    (expected.loneMinDisconnected, expected.maxHold, expected.cooldown) = (.seconds(600), .seconds(660), .seconds(720))
    (expected.replacementWait, expected.maxFailedReplacements) = (.seconds(780), 4)
    expected.ghostAfter = .seconds(840)
    expected.method = .unhealthy
    expected.allowDetachManaged = true
    expected.apiSharePercent = 70
    expected.scan = .filtered
    var policy = Policy()
    for key in PolicyKey.allCases { _ = key.set(texts[key] ?? "", in: &policy) }
    #expect(policy == expected)

    for key in PolicyKey.allCases {
      var single = Policy()
      _ = key.set(texts[key] ?? "", in: &single)
      #expect(single != Policy(), "\(key.rawValue)")
      for other in PolicyKey.allCases where other != key {
        var both = single
        _ = other.set(texts[other] ?? "", in: &both)
        #expect(both != single, "\(key.rawValue) sets what \(other.rawValue) sets")
      }
    }
  }

  @Test("a bare number is legal where the words say a number or a count")
  func forms() {
    for key in PolicyKey.allCases {
      #expect(key.takesNumber == (key.expectation.contains("number") || key.expectation.contains("count")))
      #expect(key.takesText == ["duration", "share", "full", "detach"].contains { key.expectation.contains($0) })
      #expect(key.takesFlag == (key.expectation == "true or false"))
      #expect(key.takesNumber || key.takesText || key.takesFlag)
    }
  }

  @Test("a later layer wins key by key, and leaves the others alone")
  func layers() {
    var top = PolicyOverrides()
    #expect(top.isEmpty)
    let taken = [top.set(.failAfter, to: "3"), top.set(.minDisconnected, to: "20m"), top.set(.perSweep, to: "many")]
    #expect(taken == [true, true, false])
    #expect(!top.isEmpty)
    var account = PolicyOverrides()
    let both = [account.set(.failAfter, to: "4"), account.set(.failAfter, to: "5")]
    #expect(both == [true, true])
    #expect(top[.perSweep] == nil)
    #expect(account[.failAfter] == "5")

    let policy = Policy().applying(top).applying(account).applying(PolicyOverrides())
    #expect(policy.failAfter == 5)
    #expect(policy.minDisconnected == .seconds(1200))
    #expect(policy.perSweep == 5)
    #expect(Policy().applying(account).applying(top).failAfter == 3)
  }

  @Test("values that no rule can work with are named")
  func contradictions() {
    var policy = Policy()
    policy.failAfter = 1
    policy.minDisconnected = .seconds(299)
    #expect(policy.contradictions.count == 1)
    policy.minDisconnected = .seconds(300)
    #expect(policy.contradictions.isEmpty)
    policy.failAfter = 2
    policy.minDisconnected = .zero
    #expect(policy.contradictions.isEmpty)
    policy.maxGap = .seconds(60)
    #expect(policy.contradictions == ["max_gap 1m is not longer than min_gap 1m: no run could ever reach a second strike"])
    policy.maxGap = .seconds(61)
    #expect(policy.contradictions.isEmpty)
  }
}

struct TextTests {
  @Test(
    "durations are read and written in one unit",
    arguments: [
      ("0s", 0, "0s"), ("90s", 90, "90s"), ("60s", 60, "1m"), ("10m", 600, "10m"), ("90m", 5400, "90m"), ("6h", 21600, "6h"),
      ("24h", 86400, "1d"), ("7d", 604_800, "7d"), ("365d", 31_536_000, "365d"), ("8760h", 31_536_000, "365d"),
    ])
  func durations(text: String, seconds: Int, written: String) {
    #expect(Duration(text: text) == .seconds(seconds))
    #expect(Duration.seconds(seconds).text == written)
  }

  @Test(
    "other durations are refused",
    arguments: [
      "", "s", "10", "10 s", " 10s", "1.5h", "-1s", "-0s", "+1s", "1h30m", "10S", "366d", "8761h", "31536001s", "9223372036854775808s",
      "1m\u{301}",
    ])
  func badDurations(text: String) {
    #expect(Duration(text: text) == nil)
  }

  @Test("fractions of a second are cut when written")
  func fractions() {
    #expect(Duration.milliseconds(90_999).text == "90s")
    #expect(Duration.milliseconds(999).text == "0s")
    #expect(Duration.seconds(-90).text == "-90s")
  }

  @Test(
    "limits are read and written",
    arguments: [("0", Limit.count(0)), ("2", .count(2)), ("0%", .share(percent: 0)), ("100%", .share(percent: 100))])
  func limits(text: String, limit: Limit) {
    #expect(Limit(text: text) == limit)
    #expect(limit.description == text)
  }

  @Test("milliseconds of a duration round towards zero")
  func milliseconds() {
    #expect(Duration.microseconds(1999).milliseconds == 1)
    #expect(Duration.microseconds(-1999).milliseconds == -1)
    #expect(Duration.seconds(5).milliseconds == 5000)
  }

  @Test("times keep milliseconds, and what lies outside the years 1 to 9999 is cut instead of trapping")
  func timestamps() {
    #expect(Timestamp(seconds: 1.0004).milliseconds == 1000)
    #expect(Timestamp(seconds: 1_790_000_000.123).milliseconds == 1_790_000_000_123)
    #expect(Timestamp(seconds: 1e300).milliseconds == 253_402_300_799_999)
    #expect(Timestamp(seconds: -.infinity).milliseconds == -62_135_596_800_000)
    #expect(Timestamp(seconds: .nan).milliseconds == 0)
    let (first, last) = (Timestamp(milliseconds: .min), Timestamp(milliseconds: .max))
    #expect(last - first == .milliseconds(253_402_300_799_999 + 62_135_596_800_000))
    #expect(last + .seconds(1) == last)
    #expect(first - .seconds(1) == first)
  }

  @Test("targets order by account, Region, cluster")
  func targets() {
    let sorted = [
      Target(account: "1", region: "a", cluster: "z"), Target(account: "1", region: "b", cluster: "a"),
      Target(account: "2", region: "a", cluster: "a"), Target(account: "2", region: "a", cluster: "b"),
    ]
    #expect(sorted.reversed().sorted() == sorted)
    #expect(web.description == "111122223333/eu-west-1/web")
  }
}
