/// Percent-encoding by SigV4's rule: RFC 3986 unreserved characters stay, every other byte of the UTF-8 form becomes `%XX`.
enum PercentEncoding {
  private static let digits = Array("0123456789ABCDEF".utf8)

  static func append(_ text: String, keepingSlashes: Bool = false, to encoded: inout [UInt8]) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "~"):
        encoded.append(byte)
      case UInt8(ascii: "/") where keepingSlashes:
        encoded.append(byte)
      default:
        encoded.append(UInt8(ascii: "%"))
        encoded.append(digits[Int(byte >> 4)])
        encoded.append(digits[Int(byte & 15)])
      }
    }
  }

  static func encode(_ text: String) -> [UInt8] {
    var encoded: [UInt8] = []
    append(text, to: &encoded)
    return encoded
  }
}
