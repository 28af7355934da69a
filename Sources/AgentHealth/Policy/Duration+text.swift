extension Duration {
  /// Reads `90s`, `10m`, `6h` or `7d`: a whole number and one unit.
  ///
  /// Range: 0 to 365 days. Returns nil for anything else.
  public init?(text: String) {
    guard let unit = text.last, let number = Int(text.dropLast()), number >= 0, text.first != "+", text.first != "-" else { return nil }
    let seconds: Int
    switch unit {
    case "s": seconds = 1
    case "m": seconds = 60
    case "h": seconds = 3600
    case "d": seconds = 86400
    default: return nil
    }
    guard number <= 365 * 86400 / seconds else { return nil }
    self = .seconds(number * seconds)
  }

  /// The shortest form of ``init(text:)`` for whole seconds, such as `10m`; fractions of a second are cut.
  public var text: String {
    let seconds = components.seconds
    for (unit, size) in [("d", Int64(86400)), ("h", 3600), ("m", 60)] where seconds != 0 && seconds % size == 0 {
      return "\(seconds / size)\(unit)"
    }
    return "\(seconds)s"
  }
}
