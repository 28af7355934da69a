extension RawSpan {
  /// Makes sure that the text between the offsets is UTF-8.
  func checkUTF8(_ start: Int, _ end: Int) throws(JSONError) {
    guard let bad = firstInvalidUTF8(start, end) else { return }
    throw jsonError(bad, "found \(jsonCharacter(bad)), which is not UTF-8 here, expected UTF-8")
  }

  /// The nearest `Double`; infinite where it is too large.
  func double(_ scan: JSONNumberScan, from start: Int) -> Double {
    // Both the significand and the power of ten are exact up to here, so that one rounding gives the nearest value (Clinger 1990).
    if scan.isExact, scan.significand <= 1 << 53, (-22...22).contains(scan.exponent) {
      let power = powersOfTen[abs(scan.exponent)]
      let value = scan.exponent < 0 ? Double(scan.significand) / power : Double(scan.significand) * power
      return scan.isNegative ? -value : value
    }
    return Double(string(start, scan.end)) ?? .infinity
  }
}

private let powersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
]
