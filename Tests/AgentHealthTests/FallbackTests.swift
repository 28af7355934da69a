import AgentHealth
import Testing

/// The decision alone: figures in, targets and reasons out.
@Suite("A filtered scan is read in full")
struct FallbackTests {
  private let policy = Policy()

  /// What a filtered scan of a cluster of 100 found, all as it should be unless changed.
  private func filtered(
    _ target: Target = web, disconnected: Int = 0, coverage: Observation.Coverage = .complete,
    registered: FilteredCount.Registered = .count(100), _ change: (inout FilteredCount) -> Void = { _ in }
  ) -> Observation {
    var figures = FilteredCount(registered: registered)
    (figures.found, figures.active) = (disconnected, disconnected)
    change(&figures)
    return Observation(
      target: target, coverage: coverage, observed: figures.observed ?? disconnected, disconnected: disconnected,
      sightings: (0..<disconnected).map { .sample("ci-\($0)") }, filtered: figures)
  }

  private func full(_ target: Target, observed: Int = 100, disconnected: Int = 0) -> Observation {
    Observation(target: target, coverage: .complete, observed: observed, disconnected: disconnected)
  }

  private func at(_ cluster: String, account: String = web.account, region: String = web.region) -> Target {
    Target(account: account, region: region, cluster: cluster)
  }

  private func fallback(_ observations: Observation..., limit: Limit = .share(percent: 20)) -> Fallback {
    var policy = policy
    policy.maxDisconnected = limit
    return Fallback(observations, policies: Dictionary(uniqueKeysWithValues: observations.map { ($0.target, policy) }))
  }

  @Test("never, where its figures add up and at most one is disconnected", arguments: [0, 1])
  func stands(disconnected: Int) {
    let fallback = fallback(filtered(disconnected: disconnected), filtered(at("batch")))
    #expect(fallback.reasons.isEmpty && fallback.warnings.isEmpty)
  }

  static let doubts: [(String, @Sendable (inout FilteredCount) -> Void)] = [
    ("the filter was refused: no such subject", { $0.refusal = "no such subject" }),
    ("its instances were not counted: AccessDenied", { $0.registered = .unknown("AccessDenied") }),
    ("the filter found 1 active instances where 0 are registered", { ($0.registered, $0.active) = (.count(0), 1) }),
    ("the filter named 1 of 1 instances more than once", { ($0.found, $0.repeated) = (1, 1) }),
    ("2 of the 3 instances that the filter found are connected", { ($0.found, $0.connected) = (3, 2) }),
    ("the filter did not find 1 of the instances that are disconnected", { $0.overlooked = 1 }),
  ]

  @Test("where its figures do not add up, with its whole account and Region", arguments: doubts.indices)
  func doesNotAddUp(_ index: Int) {
    let (why, change) = Self.doubts[index]
    let fallback = fallback(
      filtered(at("a")), filtered(at("b"), disconnected: 1, change), full(at("c")), filtered(at("d", account: "222233334444")),
      filtered(at("e", region: "us-east-1")))
    #expect(Set(fallback.reasons.keys) == [at("a"), at("b")])
    #expect(fallback.warnings == ["111122223333/eu-west-1/b: \(why); 2 clusters are read in full"])
  }

  @Test("never for what may happen between two calls", arguments: [(1, 1), (2, 1), (4, 2), (0, 0)])
  func tolerated(found: Int, connected: Int) {
    let fallback = fallback(filtered { ($0.found, $0.connected, $0.active) = (found, connected, found) })
    #expect(fallback.reasons.isEmpty)
  }

  @Test("with all of its account and Region where two are disconnected there, wherever and however they were read")
  func two() {
    let one = fallback(filtered(at("a"), disconnected: 1), filtered(at("b"), disconnected: 1), filtered(at("c")))
    #expect(Set(one.reasons.keys) == [at("a"), at("b"), at("c")])
    #expect(one.warnings == ["111122223333/eu-west-1: 2 are disconnected; 3 clusters are read in full"])
    let other = fallback(filtered(at("a"), disconnected: 1), full(at("b"), disconnected: 1))
    #expect(Set(other.reasons.keys) == [at("a")], "what was read in full already is not read again")
  }

  @Test("with all of a Region where more are disconnected over all accounts than the limit allows of a tenth of it, or half of that")
  func wide() {
    let accounts = (1...6).map { "11112222333\($0)" }
    func sweep(registered: Int, limit: Limit, out: Int = 6) -> Fallback {
      let observations = accounts.enumerated().map { index, account in
        filtered(at("web", account: account), disconnected: index < out ? 1 : 0, registered: .count(registered))
      }
      var policy = policy
      policy.maxDisconnected = limit
      return Fallback(
        observations + [filtered(at("web", region: "us-east-1"))],
        policies: Dictionary(uniqueKeysWithValues: observations.map { ($0.target, policy) }))
    }
    // Half of 600 may be external, and a tenth of the rest in the zone of all six: 6 of 30 are within 20 %, 6 of 29 are not.
    #expect(sweep(registered: 100, limit: .share(percent: 20)).reasons.isEmpty)
    let over = sweep(registered: 99, limit: .share(percent: 20))
    #expect(Set(over.reasons.keys.map(\.account)) == Set(accounts))
    #expect(over.reasons.keys.allSatisfy { $0.region == "eu-west-1" })
    #expect(
      over.warnings == [
        "eu-west-1 in all accounts: 6 are disconnected, which may be too many of one zone; 6 clusters are read in full"
      ])
    #expect(sweep(registered: 1000, limit: .count(5)).reasons.count == 6)
    #expect(sweep(registered: 1000, limit: .count(6)).reasons.isEmpty)
    #expect(sweep(registered: 10, limit: .count(6)).reasons.count == 6, "whatever the limit, they may be half of a zone")
    #expect(sweep(registered: 1000, limit: .count(0), out: 1).reasons.isEmpty, "of one there is no share to be known")
  }

  @Test("never where nothing could be read, unless only the filter was refused; and a part gives no reason to doubt the filter")
  func unread() {
    let denied = filtered(at("a"), coverage: .failed("AccessDenied"), registered: .unknown("AccessDenied"))
    let part = filtered(at("b"), coverage: .partial("page 2")) { $0.overlooked = 3 }
    #expect(fallback(denied, part, filtered(at("c"), disconnected: 1)).reasons.isEmpty)
    let refused = filtered(at("d"), coverage: .failed("InvalidParameterException")) { $0.refusal = "InvalidParameterException" }
    #expect(Set(fallback(denied, part, refused).reasons.keys) == [at("b"), at("d")])
  }

  @Test("and what was read in full takes its place; where that failed, what the filter showed is a part")
  func applied() {
    let first = [
      filtered(at("a"), disconnected: 1), filtered(at("b"), disconnected: 1), filtered(at("c")),
      filtered(at("d"), coverage: .failed("refused")) { $0.refusal = "refused" }, filtered(at("e", region: "us-east-1"), disconnected: 1),
    ]
    let fallback = Fallback(first, policies: [:])
    let again = [
      full(at("a"), observed: 99, disconnected: 2), Observation(target: at("b"), coverage: .failed("deadline")),
      Observation(target: at("d"), coverage: .failed("AccessDenied")),
    ]
    let result = fallback.applied(to: first, again: again)
    #expect(result.map(\.target) == first.map(\.target))
    #expect(result.map(\.scan) == [.full, .filtered, .filtered, .full, .filtered])
    #expect(result[0] == again[0])
    #expect(result[1].coverage == .partial("read by filter only: deadline"))
    #expect(result[1].sightings == first[1].sightings && result[1].disconnected == 1)
    #expect(result[2].coverage == .partial("it was to be read in full"))
    #expect(result[3].coverage == .failed("AccessDenied"))
    #expect(result[4] == first[4])
  }

  @Test("by figures that a description adds to")
  func figures() {
    var figures = FilteredCount(registered: .count(10))
    figures.add(.sample(connected: false), isFound: true)
    figures.add(.sample(connected: true), isFound: true)
    figures.add(.sample(ec2: "mi-0123456789abcdef0"), isFound: true)
    figures.add(.sample(status: "REGISTERING"), isFound: true)
    figures.add(.sample(connected: true), isFound: false)
    figures.add(.sample(status: "DEREGISTERING"), isFound: false)
    #expect((figures.connected, figures.active, figures.external, figures.overlooked) == (1, 3, 1, 0))
    #expect(figures.observed == 9)
    figures.add(.sample(status: "DRAINING"), isFound: false)
    #expect(figures.overlooked == 1)
    #expect(FilteredCount(registered: .unknown("")).observed == nil)
  }
}
