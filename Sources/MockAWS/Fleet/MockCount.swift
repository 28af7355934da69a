/// How many of a cluster's instances: a count, or a share of them.
public enum MockCount: Sendable, Equatable {
  /// So many, at most all.
  case count(Int)
  /// From 0 to 1. What is left of a whole instance is drawn by the seed.
  case share(Double)

  /// `3`, `0.05` or `"5%"`; `nil` for anything else.
  public init?(_ text: String) {
    if text.hasSuffix("%") {
      guard let percent = Double(text.dropLast()), (0...100).contains(percent) else { return nil }
      self = .share(percent / 100)
    } else if let count = Int(text), count >= 0 {
      self = .count(count)
    } else if let share = Double(text), (0...1).contains(share) {
      self = .share(share)
    } else {
      return nil
    }
  }

  func of(_ total: Int, _ random: inout SeededRandom) -> Int {
    switch self {
    case .count(let count):
      return min(total, max(0, count))
    case .share(let share):
      let exact = share * Double(total)
      return min(total, Int(exact) + (random.fraction() < exact - exact.rounded(.down) ? 1 : 0))
    }
  }
}
