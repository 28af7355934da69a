/// A token bucket by reservation: each request draws a numbered ticket at once, and may go when that many tokens have been served.
///
/// A ticket's time is known when it is drawn, so nobody has to be woken in turn. It moves only when the rate is cut. Times are monotonic
/// seconds.
struct TokenBucket: Sendable {
  /// A position in the queue.
  typealias Ticket = Double

  /// How much of the full rate comes back each second after a cut.
  static let growth = 0.05
  /// No cut goes below this share of the full rate, or a bad minute would stop a sweep.
  static let floor = 1.0 / 16

  let burst: Double
  let fullRate: Double
  private var issued: Double = 0
  /// Tokens served up to `updated`: at most `burst` ahead of `issued`.
  private var served: Double
  private var updated: Double
  private var rate: Double
  private var lastCut = -Double.infinity
  /// Drawn, and given up before their time.
  private var returned: [Ticket] = []

  /// Full at `now`.
  init(burst: Double, rate: Double, now: Double) {
    self.burst = max(1, burst)
    self.fullRate = rate
    self.rate = rate
    self.served = self.burst
    self.updated = now
  }

  /// Draws the next ticket: the first of those that were given up, else one behind all others. So nobody waits longer because of it.
  mutating func draw(now: Double) -> Ticket {
    advance(to: now)
    returned.removeAll { $0 <= served }
    if let first = returned.min() {
      returned.removeAll { $0 == first }
      return first
    }
    issued += 1
    return issued
  }

  /// Somebody waits no longer. A ticket whose time has come is not kept: that would be a second burst.
  mutating func giveBack(_ ticket: Ticket, now: Double) {
    advance(to: now)
    if ticket > served { returned.append(ticket) }
  }

  /// Seconds from `now` until the ticket may go; 0 when it may. Exact, growth of the rate included, unless the rate is cut meanwhile.
  func wait(_ ticket: Ticket, now: Double) -> Double {
    let missing = ticket - served
    guard missing > 0 else { return 0 }
    let gain = Self.growth * fullRate
    let recovery = (fullRate - rate) / gain
    let duringRecovery = rate * recovery + gain * recovery * recovery / 2
    let needed: Double
    if missing <= duringRecovery {
      // missing = rate·t + gain·t²/2
      needed = ((rate * rate + 2 * gain * missing).squareRoot() - rate) / gain
    } else {
      needed = recovery + (missing - duringRecovery) / fullRate
    }
    return max(0, updated + needed - now)
  }

  /// AWS said "slow down": its bucket is empty, whatever we thought, and others draw from it. All tickets not yet served move back.
  ///
  /// The rate is halved at most once a second: requests that were sent together are refused together, which is one piece of news.
  mutating func cut(now: Double) {
    advance(to: now)
    served = min(served, issued)
    guard now - lastCut >= 1 else { return }
    lastCut = now
    rate = max(rate / 2, fullRate * Self.floor)
  }

  /// Requests a second at present.
  var currentRate: Double { rate }

  private mutating func advance(to now: Double) {
    let elapsed = now - updated
    guard elapsed > 0 else { return }
    let gain = Self.growth * fullRate
    let growing = min(elapsed, (fullRate - rate) / gain)
    let tokens = rate * growing + gain * growing * growing / 2 + fullRate * (elapsed - growing)
    served = min(served + tokens, issued + burst)
    rate = min(fullRate, rate + gain * growing)
    updated = now
  }
}
