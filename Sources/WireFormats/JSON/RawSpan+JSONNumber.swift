/// A number as it stands: `significand × 10^exponent`, negated where said.
struct JSONNumberScan {
  var end: Int
  var isNegative = false
  var significand: UInt64 = 0
  var exponent = 0
  /// False where the digits or the exponent do not fit; then only the text tells the value.
  var isExact = true
  /// Neither fraction nor exponent.
  var isInteger = true
}

extension RawSpan {
  /// Scans the number at `start`, by the grammar of RFC 8259.
  func scanJSONNumber(_ start: Int) throws(JSONError) -> JSONNumberScan {
    var scan = JSONNumberScan(end: start)
    var offset = start
    if byte(offset) == UInt8(ascii: "-") {
      scan.isNegative = true
      offset &+= 1
    }
    let first = offset
    offset = scanJSONDigits(offset, &scan)
    if offset == first { throw jsonError(offset, expected: "a digit") }
    if offset &- first > 1, byte(first) == UInt8(ascii: "0") { throw jsonError(first, "found a zero before a number, expected none") }
    if offset < byteCount, byte(offset) == UInt8(ascii: ".") {
      let fraction = offset &+ 1
      offset = scanJSONDigits(fraction, &scan)
      if offset == fraction { throw jsonError(offset, expected: "a digit after the decimal point") }
      scan.isInteger = false
      scan.exponent = fraction &- offset
    }
    if offset < byteCount, byte(offset) | 0x20 == UInt8(ascii: "e") {
      offset &+= 1
      scan.isInteger = false
      var isNegative = false
      if offset < byteCount, byte(offset) == UInt8(ascii: "-") || byte(offset) == UInt8(ascii: "+") {
        isNegative = byte(offset) == UInt8(ascii: "-")
        offset &+= 1
      }
      let digits = offset
      var power = JSONNumberScan(end: offset)
      offset = scanJSONDigits(offset, &power)
      if offset == digits { throw jsonError(offset, expected: "a digit in the exponent") }
      if power.isExact, power.significand < 1_000_000 {
        scan.exponent += isNegative ? -Int(power.significand) : Int(power.significand)
      } else {
        scan.isExact = false
      }
    }
    scan.end = offset
    return scan
  }

  private func scanJSONDigits(_ start: Int, _ scan: inout JSONNumberScan) -> Int {
    var offset = start
    while offset < byteCount {
      let digit = byte(offset) &- UInt8(ascii: "0")
      guard digit <= 9 else { break }
      let (product, overflow) = scan.significand.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
      if overflow || carry { scan.isExact = false }
      scan.significand = sum
      offset &+= 1
    }
    return offset
  }
}
