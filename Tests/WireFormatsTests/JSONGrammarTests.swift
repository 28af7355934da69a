import Testing
import WireFormats

@Suite("JSON grammar (RFC 8259)")
struct JSONGrammarTests {
  @Test(
    "numbers of every form read as the nearest Double",
    arguments: [
      ("0", 0), ("-0", 0), ("10", 10), ("-1.5", -1.5), ("0e3", 0), ("1E+2", 100), ("1e-2", 0.01), ("1732331045.123", 1_732_331_045.123),
      ("9007199254740993", 9_007_199_254_740_992), ("123456789012345678901234567890", 1.2345678901234568e29),
      ("4.9e-324", .leastNonzeroMagnitude),
      ("1e-999", 0), ("1.7976931348623157e308", Double.greatestFiniteMagnitude), ("0.1e1", 1), ("0.30000000000000004", 0.1 + 0.2),
      ("1e000000000000000000000000000001", 10), ("2.2250738585072014e-308", .leastNormalMagnitude), ("1e23", 1e23), ("8.5e22", 8.5e22),
    ] as [(String, Double)])
  func doubles(text: String, expected: Double) throws {
    var reader = JSONReader([UInt8](text.utf8))
    #expect(try reader.double() == expected)
    #expect(throws: Never.self) { try reader.end() }
  }

  @Test("minus zero keeps its sign")
  func minusZero() throws {
    var reader = JSONReader([UInt8]("-0.0".utf8))
    #expect(try reader.double().sign == .minus)
  }

  @Test(
    "whole numbers of every form read as Int",
    arguments: [
      ("0", 0), ("-0", 0), ("42", 42), ("-7", -7), ("2.0", 2), ("1e3", 1000), ("150e-1", 15),
      ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min),
    ])
  func ints(text: String, expected: Int) throws {
    var reader = JSONReader([UInt8](text.utf8))
    #expect(try reader.int() == expected)
  }

  @Test(
    "what is no whole number, or too large, is refused by its text",
    arguments: [
      ("1.5", "1:1: found 1.5, expected a whole number of at most 63 bits"),
      ("9223372036854775808", "1:1: found 9223372036854775808, expected a whole number of at most 63 bits"),
      ("-9223372036854775809", "1:1: found -9223372036854775809, expected a whole number of at most 63 bits"),
      ("18446744073709551616", "1:1: found 18446744073709551616, expected a whole number of at most 63 bits"),
      ("1e19", "1:1: found 1e19, expected a whole number of at most 63 bits"),
      ("\"7\"", "1:1: found a string, expected a whole number"),
    ])
  func noInts(text: String, message: String) {
    var reader = JSONReader([UInt8](text.utf8))
    #expect(refusal { () throws(JSONError) in try reader.int() } == message)
  }

  @Test("a number too large for a Double is refused, and a very long one is cut in the message")
  func infinite() {
    #expect(refusal { () throws(JSONError) in try read("1e309") } == "1:1: found 1e309, expected a number below 1.8e308")
    let long = String(repeating: "9", count: 400)
    let cut = String(repeating: "9", count: 40)
    #expect(refusal { () throws(JSONError) in try read(long) } == "1:1: found \(cut)…, expected a number below 1.8e308")
  }

  @Test(
    "strings decode every escape",
    arguments: [
      (#""""#, ""), (#""a""#, "a"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\u20AC""#, "Aé€"),
      (#""\uD83D\uDE80""#, "🚀"), (#""\ud800\udc00""#, "\u{10000}"), (#""\uDBFF\uDFFF""#, "\u{10FFFF}"), (#""\u0000""#, "\0"),
      (#""\uFFFF\uFEFF""#, "\u{FFFF}\u{FEFF}"), ("\"ü→🚀\u{7F}\u{2028}\"", "ü→🚀\u{7F}\u{2028}"),
      (#""eight by\neight bytes""#, "eight by\neight bytes"),
    ])
  func strings(text: String, expected: String) throws {
    #expect(try read(text) == .string(expected))
    #expect(Array(try #require(try? JSONReader.read(Text.self, from: [UInt8](text.utf8))).value.utf8) == Array(expected.utf8))
  }

  @Test(
    "half a surrogate pair is refused where it is read, and passes where it is skipped",
    arguments: [
      #""\uD800""#, #""\uDC00""#, #""\uD800x""#, #""\uD800\n""#, #""\uD800\uD800""#, #""\uD83D\u0041""#, #""\uDE80\uD83D""#,
      #""ab\uD83D\uDE8""#,
    ])
  func surrogates(text: String) {
    #expect(throws: JSONError.self) { try read(text) }
    #expect(throws: JSONError.self) { try read("{\(text):1}") }
    if !text.hasSuffix("8\"") { #expect(throws: Never.self) { try skip([UInt8](text.utf8)) } }
  }

  @Test(
    "bytes that are not UTF-8 are refused where they are read, at their place",
    arguments: [
      [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xE0, 0x9F, 0xBF], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
      [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xF0, 0x9F, 0x9A], [0xC3, 0x28],
    ] as [[UInt8]])
  func invalidUTF8(bad: [UInt8]) {
    for prefix in ["", "eight ch", "ü\\n"] {
      let bytes = [UInt8]("[\"\(prefix)".utf8) + bad + [UInt8]("\"]".utf8)
      #expect(throws: JSONError(position: JSONPosition(line: 1, column: 3 + prefix.count), message: message(bad[0]))) {
        try JSONReader.read(JSONTree.self, from: bytes)
      }
      let key = [UInt8]("{\"\(prefix)".utf8) + bad + [UInt8]("\":1}".utf8)
      #expect(throws: JSONError.self) { try JSONReader.read(JSONTree.self, from: key) }
      #expect(throws: Never.self) { try skip(bytes) }
    }
  }

  private func message(_ byte: UInt8) -> String {
    "found the byte 0x\(String(byte, radix: 16, uppercase: true)), which is not UTF-8 here, expected UTF-8"
  }

  @Test("the borders of UTF-8's ranges are accepted")
  func validUTF8() throws {
    for scalar in ["\u{80}", "\u{7FF}", "\u{800}", "\u{FFFF}", "\u{D7FF}", "\u{E000}", "\u{10000}", "\u{10FFFF}"] {
      #expect(try read("\"\(scalar)\"") == .string(scalar))
    }
  }

  @Test("64 levels of nesting are read and skipped, 65 are refused", arguments: ["[", "{\"a\":"])
  func depth(opening: String) {
    let closing = opening == "[" ? "]" : "}"
    func nested(_ levels: Int) -> String {
      String(repeating: opening, count: levels) + "1" + String(repeating: closing, count: levels)
    }
    #expect(throws: Never.self) { try read(nested(64)) }
    #expect(throws: Never.self) { try skip([UInt8](nested(64).utf8)) }
    let message = "1:\(64 * opening.count + 1): found more than 64 levels of nesting, expected at most 64"
    #expect(refusal { () throws(JSONError) in try read(nested(65)) } == message)
    #expect(refusal { () throws(JSONError) in try skip([UInt8](nested(65).utf8)) } == message)
    #expect(refusal { () throws(JSONError) in try skip([UInt8](nested(100_000).utf8)) } == message)
  }

  @Test("depth counts from the outside where a part is skipped inside what is read")
  func mixedDepth() {
    let inner = String(repeating: "[", count: 3) + String(repeating: "]", count: 3)
    func attempt(_ maximum: Int) throws(JSONError) {
      var reader = JSONReader([UInt8]("{\"a\":\(inner)}".utf8), maximumDepth: maximum)
      try reader.object { _, reader throws(JSONError) in try reader.skip() }
    }
    #expect(throws: Never.self) { try attempt(4) }
    #expect(throws: JSONError.self) { try attempt(3) }
  }
}

/// A document that is one string.
private struct Text: JSONReadable {
  let value: String
  init(from reader: inout JSONReader) throws(JSONError) { value = try reader.string() }
}
