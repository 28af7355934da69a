import Testing
import WireFormats

@Suite("JSON messages")
struct JSONMessageTests {
  static let broken: [(String, String)] = [
    ("", "1:1: found the end of the document, expected a value"),
    (" \n ", "2:2: found the end of the document, expected a value"),
    ("\0\0\0", "1:1: found the byte 0x00, expected a value"),
    ("{", "1:2: found the end of the document, expected a key in double quotes"),
    ("[", "1:2: found the end of the document, expected a value"),
    ("[1", "1:3: found the end of the document, expected \",\" or \"]\""),
    ("[1,]", "1:3: found a comma before \"]\", expected another element or no comma"),
    ("{\n  \"a\": 1,\n}", "2:9: found a comma before \"}\", expected another member or no comma"),
    ("{\"a\":1\n \"b\":2}", "2:2: found a string, expected \",\" or \"}\""),
    ("{\"a\" 1}", "1:6: found a number, expected \":\" after a key"),
    ("{a: 1}", "1:2: found \"a\", expected a key in double quotes"),
    ("{'a': 1}", "1:2: found \"'\", expected a key in double quotes"),
    ("{1: 1}", "1:2: found a number, expected a key in double quotes"),
    ("{,}", "1:2: found \",\", expected a key in double quotes"),
    ("[,]", "1:2: found \",\", expected a value"),
    ("[1}", "1:3: found \"}\", expected \",\" or \"]\""),
    ("{\"a\":}", "1:6: found \"}\", expected a value"),
    ("[1] x", "1:5: found \"x\", expected the end of the document"),
    ("[1] [2]", "1:5: found an array, expected the end of the document"),
    ("[True]", "1:2: found \"T\", expected a value"),
    ("[tru]", "1:2: found \"t\", expected a value (true, false, null, or text in double quotes)"),
    ("[nul", "1:2: found \"n\", expected a value (true, false, null, or text in double quotes)"),
    ("[truex]", "1:6: found \"x\", expected \",\" or \"]\""),
    ("[production]", "1:2: found \"p\", expected a value"),
    ("[NaN]", "1:2: found \"N\", expected a value"),
    ("[01]", "1:2: found a zero before a number, expected none"),
    ("[-01]", "1:3: found a zero before a number, expected none"),
    ("[-]", "1:3: found \"]\", expected a digit"),
    ("[+1]", "1:2: found \"+\", expected a value"),
    ("[.5]", "1:2: found \".\", expected a value"),
    ("[1.]", "1:4: found \"]\", expected a digit after the decimal point"),
    ("[1e]", "1:4: found \"]\", expected a digit in the exponent"),
    ("[1e+]", "1:5: found \"]\", expected a digit in the exponent"),
    ("[0x10]", "1:3: found \"x\", expected \",\" or \"]\""),
    ("[1 2]", "1:4: found a number, expected \",\" or \"]\""),
    ("[\"abc]", "1:2: found a string without an end, expected a closing '\"'"),
    ("[\"abc\\\"]", "1:2: found a string without an end, expected a closing '\"'"),
    ("[\"ab\n\"]", "1:5: found a line break inside a string, expected a closing '\"' (or \\n)"),
    ("[\"ab\t\"]", "1:5: found a tab inside a string, expected \\t"),
    ("[\"a\u{1}\"]", "1:4: found the byte 0x01 inside a string, expected \\u and four hexadecimal digits for it"),
    ("[\"\\x41\"]", "1:3: found a backslash before \"x\", expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX"),
    ("[\"\\u12G4\"]", "1:3: found \\u, expected four hexadecimal digits after it"),
    ("[\"\\u12", "1:3: found \\u, expected four hexadecimal digits after it"),
    ("[\"\\", "1:3: found the end of the document after a backslash, expected an escape"),
    ("[1, // no\n2]", "1:5: found \"/\", expected a value"),
    ("[\"ü→🚀\", x]", "1:9: found \"x\", expected a value"),
    ("[\r\n1,\r\n x]", "3:2: found \"x\", expected a value"),
    ("\u{FEFF}[x]", "1:2: found \"x\", expected a value"),
    ("[ü]", "1:2: found the byte 0xC3, expected a value"),
  ]

  @Test("a broken document is refused with one clear line, the same whether read or skipped", arguments: broken)
  func messages(text: String, message: String) {
    #expect(refusal { () throws(JSONError) in try read(text) } == message)
    #expect(refusal { () throws(JSONError) in try skip([UInt8](text.utf8)) } == message)
  }

  @Test("10 MB of zeros are refused at the first")
  func zeros() {
    #expect(
      refusal { () throws(JSONError) in try skip([UInt8](repeating: 0, count: 10_000_000)) } == "1:1: found the byte 0x00, expected a value"
    )
  }

  @Test("white space is only what RFC 8259 names", arguments: ["\u{B}", "\u{C}", "\u{A0}", "\u{2028}", "\u{0}"])
  func oddSpace(space: String) {
    #expect(throws: JSONError.self) { try read("[1,\(space)2]") }
    #expect(throws: JSONError.self) { try skip([UInt8]("[1,\(space)2]".utf8)) }
  }
}
