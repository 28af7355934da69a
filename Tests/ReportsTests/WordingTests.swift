import Testing

@testable import AgentHealth
@testable import Reports

struct WordingTests {
  @Test(
    "numbers are grouped",
    arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (123_456, "123,456"), (1_234_567, "1,234,567"), (-1000, "-1,000"), (-999, "-999")])
  func grouped(number: Int, text: String) {
    #expect(Figures.grouped(number) == text)
  }

  @Test("nouns follow their number")
  func counts() {
    #expect([0, 1, 2, 1000].map { Figures.count($0, "line") } == ["0 lines", "1 line", "2 lines", "1,000 lines"])
  }

  @Test(
    "how long something took",
    arguments: [
      (0, "0.0s"), (99, "0.0s"), (9999, "9.9s"), (10_000, "10s"), (59_999, "59s"), (60_000, "1m 0s"), (3_599_999, "59m 59s"),
      (3_600_000, "1h 0m"), (90_000_000, "25h 0m"), (-5, "0.0s"),
    ])
  func took(milliseconds: Int, text: String) {
    #expect(Figures.took(.milliseconds(milliseconds)) == text)
  }

  @Test("times lose their fraction, and their date on the same day")
  func times() {
    #expect(Figures.time(start) == "2026-11-23T03:04:05Z")
    #expect(Figures.time(Timestamp(milliseconds: start.milliseconds + 749)) == "2026-11-23T03:04:05Z")
    #expect(Figures.time(start, on: start + .seconds(3600)) == "03:04:05Z")
    #expect(Figures.time(start, on: start + .seconds(86400)) == "2026-11-23T03:04:05Z")
  }

  @Test("columns are as wide as their widest cell, by characters")
  func table() {
    let table = Table([["a", "bb", "c"], ["👩‍👩‍👧‍👦é", "1", "x"], ["", "", ""], ["z", "9", ""]], rightAligned: [1])
    #expect(table.lines == ["a   bb  c", "👩‍👩‍👧‍👦é   1  x", "", "z    9"])
    #expect(Table([]).lines == [])
  }

  @Test("one long cell does not spread the table")
  func longCell() {
    let long = String(repeating: "x", count: 41)
    #expect(Table([["a", "b"], [long, "b"]]).lines == ["a  b", long + "  b"])
  }

  @Test("cutting keeps the limit, ellipsis included")
  func cutting() {
    #expect(Printable.line("abcdef", atMost: 6) == "abcdef")
    #expect(Printable.line("abcdef", atMost: 5) == "abcd…")
    #expect(Printable.ascii("abcdef", atMost: 6) == "abcdef")
    #expect(Printable.ascii("abcdefg", atMost: 6) == "abc...")
    #expect(Printable.ascii("é\u{301}\nz", atMost: 6) == "???z")
  }
}
