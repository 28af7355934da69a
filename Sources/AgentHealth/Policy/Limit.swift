/// How many may be disconnected at once: a count, or a share of what was observed.
public enum Limit: Hashable, Sendable, CustomStringConvertible {
  /// A fixed number, 0 or more. 0 means none, never "no limit".
  case count(Int)
  /// A share in percent, 0 to 100. 0 means none.
  case share(percent: Int)

  /// How many of `observed` are allowed.
  ///
  /// A share rounds down but leaves at least one, so that a pool of three can be repaired at 20 %.
  public func allowed(of observed: Int) -> Int {
    switch self {
    case .count(let count): count
    case .share(percent: 0): 0
    case .share(let percent): max(1, observed * percent / 100)
    }
  }

  /// Reads `2` or `20%`; nil for anything else, also for more than 100 %.
  public init?(text: String) {
    guard text.first != "+", text.first != "-" else { return nil }
    if text.last == "%" {
      guard let percent = Int(text.dropLast()), (0...100).contains(percent) else { return nil }
      self = .share(percent: percent)
    } else {
      guard let count = Int(text), count >= 0 else { return nil }
      self = .count(count)
    }
  }

  /// The form that ``init(text:)`` reads.
  public var description: String {
    switch self {
    case .count(let count): "\(count)"
    case .share(let percent): "\(percent)%"
    }
  }
}
