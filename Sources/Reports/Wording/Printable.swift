/// Text of others, such as AWS's error messages, made safe for one line of a terminal or a mail.
enum Printable {
  /// `text` with everything escaped that could break a line, move a cursor or turn the direction of writing.
  static func line(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where isUnsafe(scalar): result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// ``line(_:)``, cut to `count` characters with an ellipsis as the last.
  static func line(_ text: String, atMost count: Int) -> String {
    let line = line(text)
    return line.count <= count ? line : String(line.prefix(count - 1)) + "…"
  }

  /// Printable ASCII only, any other character a question mark; cut to `count`.
  static func ascii(_ text: String, atMost count: Int) -> String {
    let printable = String(decoding: text.unicodeScalars.map { (32...126).contains($0.value) ? UInt8($0.value) : 63 }, as: UTF8.self)
    return printable.count <= count ? printable : String(printable.prefix(count - 3)) + "..."
  }

  /// Controls (C0, DEL, C1), line and paragraph separators, and what turns the direction of writing.
  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
  }
}
