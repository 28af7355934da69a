/// Lower-case hexadecimal, as SigV4 writes digests and signatures.
enum Hex {
  private static let digits = Array("0123456789abcdef".utf8)

  static func append(_ bytes: [UInt8], to text: inout [UInt8]) {
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
  }

  static func string(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    append(bytes, to: &text)
    return String(decoding: text, as: UTF8.self)
  }
}
