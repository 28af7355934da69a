/// How long to wait before another attempt: twice as long each time, and not all clients the same.
struct Backoff: Sendable {
  /// Before the first further attempt, at most.
  let base: Duration
  /// Never longer.
  static let longest = Duration.seconds(2)

  /// - Parameters:
  ///   - attempt: attempts that have failed, from 1.
  ///   - random: U(0,1); the wait is between half and the whole of its bound.
  func delay(after attempt: Int, random: Double) -> Duration {
    let bound = min(Self.longest, base * (1 << min(attempt - 1, 10)))
    return bound * (0.5 + random / 2)
  }
}
