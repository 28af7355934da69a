internal import Network
internal import WireFormats

/// AWS's time, from the `Date` headers of its answers and the monotonic time since: a sweep does not trust the clock of the machine that it
/// runs on.
public final class ServerClock: Sendable {
  private struct State {
    /// AWS's time minus monotonic time, seconds.
    var offset: Double?
    var localSkew: Double?
    var correction = 0.0
  }

  private let time: TimeSource
  private let state = Lock(State())

  /// A clock that knows nothing yet.
  public init(time: TimeSource) {
    self.time = time
  }

  /// Seconds since 1970 by AWS's clock; nil while no answer carried a `Date`. Never ahead of AWS, and behind by less than 2 s as a rule.
  public func now() -> Double? {
    let monotonic = time.monotonic().inSeconds
    return state.withLock { $0.offset.map { $0 + monotonic } }
  }

  /// How far this machine's clock is ahead of AWS's, seconds, by the latest answer: negative when behind, nil while unknown. True to about
  /// a second.
  public var localSkew: Double? {
    state.withLock { $0.localSkew }
  }

  /// What to add to this machine's clock for signing, seconds: 0 until `correct`.
  var correction: Double {
    state.withLock { $0.correction }
  }

  /// From now on signatures are made by AWS's clock, as the latest answer showed it: they were refused, and this machine's is minutes off.
  func correct() {
    state.withLock { $0.correction = -($0.localSkew ?? 0) }
  }

  /// Learns from one answer, and says how far this machine's clock is ahead of it, seconds; nil where there is no date.
  /// - Parameters:
  ///   - date: the `Date` header; anything that is no date is passed over.
  ///   - trusted: whether AWS accepted the request. Only then is the answer surely AWS's, and its clock within minutes of the signature's.
  ///   - sent: monotonic time at which the request was sent.
  @discardableResult
  func learn(date: String?, trusted: Bool, sent: Duration) -> Double? {
    guard let date, let seconds = DateFormats.parseHTTPDate(date) else { return nil }
    let received = time.monotonic().inSeconds
    let roundTrip = received - sent.inSeconds
    // `Date` is cut to whole seconds, and made somewhere between sending and receiving.
    let skew = (time.wall() - roundTrip / 2) - (seconds + 0.5)
    state.withLock { state in
      state.localSkew = skew
      // The answer was on its way since `seconds` at the least: each one is a lower bound of AWS's time, and the highest is the best.
      if trusted { state.offset = max(state.offset ?? -.infinity, seconds - received) }
    }
    return skew
  }
}
