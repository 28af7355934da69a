import Testing
import WireFormats

@Suite("JSON writer")
struct JSONWriterTests {
  private struct Point: JSONWritable {
    let x: Int
    func write(to writer: inout JSONWriter) { writer.object { $0.member("x", x) } }
  }

  private func report(_ writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("name", "a\"b\\c\n\r\t\u{0}\u{1F}é🚀/")
      writer.member("count", 2)
      writer.member("seconds", 1.5)
      writer.member("ok", true)
      writer.member("absent", nil as String?)
      writer.member("none", nil as Int?)
      writer.member("empty", [] as [String])
      writer.member("names", ["a", "b"])
      writer.member("points", [Point(x: 1), Point(x: 2)])
      writer.member("point", Point(x: 3))
      writer.object("nested") { $0.array("list") { $0.null() } }
      writer.object("nothing") { _ in }
    }
  }

  @Test("members, arrays and escapes, without white space")
  func plain() {
    var writer = JSONWriter()
    report(&writer)
    #expect(
      writer.text
        == #"{"name":"a\"b\\c\n\r\t\u0000\u001Fé🚀/","count":2,"seconds":1.5,"ok":true,"empty":[],"names":["a","b"],"#
        + #""points":[{"x":1},{"x":2}],"point":{"x":3},"nested":{"list":[null]},"nothing":{}}"#)
  }

  @Test("the same, a line for each element")
  func pretty() {
    var writer = JSONWriter(pretty: true)
    writer.object { writer in
      writer.member("names", ["a", "b"])
      writer.object("nothing") { _ in }
      writer.array("points") { $0.value(Point(x: 1)) }
    }
    #expect(
      writer.text == """
        {
          "names": [
            "a",
            "b"
          ],
          "nothing": {},
          "points": [
            {
              "x": 1
            }
          ]
        }
        """)
  }

  @Test(
    "numbers are written so that they read back as the same",
    arguments: [
      (0, "0"), (-3, "-3"), (0.1, "0.1"), (1_732_331_045.123, "1732331045.123"), (1e21, "1e+21"), (.leastNonzeroMagnitude, "5e-324"),
      (1e15, "1000000000000000"), (1e16, "1e+16"),
      (.infinity, "null"), (-.infinity, "null"), (.nan, "null"), (123_456_789_012_345, "123456789012345"),
    ] as [(Double, String)])
  func doubles(value: Double, text: String) throws {
    var writer = JSONWriter()
    writer.double(value)
    #expect(writer.text == text)
    if value.isFinite { #expect(try JSONReader.read(JSONTree.self, from: writer.bytes) == .number(value)) }
  }

  @Test("a single value needs no container")
  func fragment() {
    var writer = JSONWriter(pretty: true)
    writer.int(.min)
    #expect(writer.text == "-9223372036854775808")
  }
}
