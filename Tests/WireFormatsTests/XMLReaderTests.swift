import Testing
import WireFormats

@Suite("XML reader")
struct XMLReaderTests {
  @Test("an EC2 answer is read by names, and what is not asked for is skipped")
  func describeInstances() throws {
    var reader = XMLReader(try Fixture.bytes("DescribeInstances", "xml"))
    var ids: [String] = []
    var states: [String] = []
    var tags: [String: String] = [:]
    try reader.document { name, reader throws(XMLError) in
      #expect(name == "DescribeInstancesResponse")
      try reader.children { name, reader throws(XMLError) in
        guard name == "reservationSet" else { return }
        try reader.children { _, reader throws(XMLError) in
          try reader.children { name, reader throws(XMLError) in
            guard name == "instancesSet" else { return }
            try reader.children { _, reader throws(XMLError) in
              try reader.children { name, reader throws(XMLError) in
                switch name {
                case "instanceId": ids.append(try reader.text())
                case "instanceState":
                  try reader.children { name, reader throws(XMLError) in
                    if name == "name" { states.append(try reader.text()) }
                  }
                case "tagSet":
                  try reader.children { _, reader throws(XMLError) in
                    var (key, value) = ("", "")
                    try reader.children { name, reader throws(XMLError) in
                      if name == "key" { key = try reader.text() } else { value = try reader.text() }
                    }
                    tags[key] = value
                  }
                default: try reader.skip()
                }
              }
            }
          }
        }
      }
    }
    #expect(ids == ["i-0abc1234def567890"])
    #expect(states == ["running"])
    #expect(tags == ["Name": "R&D <web> 🚀", "aws:autoscaling:groupName": "production-ec2", "empty": ""])
  }

  static let documents: [(String, XMLTree)] = [
    ("<a/>", XMLTree("a")),
    ("<a></a>", XMLTree("a")),
    ("<a x='1' y = \"2>\" />", XMLTree("a")),
    ("<a > b </a\n>", XMLTree("a", " b ")),
    ("\u{FEFF}<?xml version='1.0'?><!-- - -><a> --><a>b</a>\n<!---->", XMLTree("a", "b")),
    ("<a>&amp;&lt;&gt;&quot;&apos;&#65;&#x1F680;&#x9;</a>", XMLTree("a", "&<>\"'A🚀\t")),
    ("<a>&amp;amp;</a>", XMLTree("a", "&amp;")),
    ("<a>x<![CDATA[<b>&amp;]] ]>]]>y<!-- no --><?pi no?>z</a>", XMLTree("a", "x<b>&amp;]] ]>yz")),
    ("<a>one\r\ntwo\rthree<![CDATA[\r\n\r]]></a>", XMLTree("a", "one\ntwo\nthree\n\n")),
    ("<a>&#13;</a>", XMLTree("a", "\r")),
    ("<a>Zürich → 🚀</a>", XMLTree("a", "Zürich → 🚀")),
    ("<n:a xmlns:n='urn:x'><n:b>1</n:b><c:b/></n:a>", XMLTree("a", "", [XMLTree("b", "1"), XMLTree("b")])),
    ("<a>\n <b/> <!-- c --> <b>1</b>\n</a>", XMLTree("a", "", [XMLTree("b"), XMLTree("b", "1")])),
    ("<a><b><c/></b><_d-1.x/></a>", XMLTree("a", "", [XMLTree("b", "", [XMLTree("c")]), XMLTree("_d-1.x")])),
    ("<a>]]></a>", XMLTree("a", "]]>")),
  ]

  @Test("documents are read by rule, and skipped", arguments: documents)
  func read(text: String, expected: XMLTree) throws {
    #expect(try XMLTree([UInt8](text.utf8)) == expected)
    #expect(throws: Never.self) { try skipXML([UInt8](text.utf8)) }
  }

  static let broken: [(String, String)] = [
    ("", "1:1: found the end of the document, expected an element"),
    ("x", "1:1: found \"x\", expected an element"),
    ("<?xml version='1.0'?>", "1:22: found the end of the document, expected an element"),
    ("<!DOCTYPE a><a/>", "1:1: found a DOCTYPE, expected none"),
    ("<a><b></a></b>", "1:7: found </a>, expected </b>"),
    ("<a>\n<b>1</c></a>", "2:5: found </c>, expected </b>"),
    ("<a><b/></a:a>", "1:8: found </a:a>, expected </a>"),
    ("<a/><b/>", "1:5: found more after the document's element, expected the end of the document"),
    ("<a/>x", "1:5: found more after the document's element, expected the end of the document"),
    ("<a", "1:3: found the end of the document, expected the rest of a tag"),
    ("<a b", "1:5: found the end of the document, expected the rest of a tag"),
    ("<a b>1</a>", "1:5: found an attribute without a value, expected \"=\""),
    ("<a b=1>1</a>", "1:6: found an attribute without quotes, expected '\"'"),
    ("<a b='1>1</a>", "1:10: found \"<\" inside an attribute, expected its closing quote"),
    ("<a b='1'c='2'/>", "1:9: found no white space before an attribute, expected some"),
    ("<a/ >", "1:3: found \"/\" inside a tag, expected \"/>\""),
    ("< a/>", "1:2: found no name after \"<\", expected an element's name"),
    ("<1a/>", "1:2: found no name after \"<\", expected an element's name"),
    ("<a:/>", "1:1: found a prefix without a name, expected an element's name"),
    ("<a>1", "1:5: found the end of the document, expected </a>"),
    ("<a><!-- </a>", "1:13: found the end of the document, expected \"--\""),
    ("<a><!-- -- --></a>", "1:11: found \"--\" inside a comment, expected \"-->\""),
    ("<a><![CDATA[1]]</a>", "1:20: found the end of the document, expected \"]]>\""),
    ("<a></a b>", "1:8: found \"b\" in an end tag, expected \">\""),
    ("<a><![CDATA[1]]></a><![CDATA[]]>", "1:21: found more after the document's element, expected the end of the document"),
  ]

  @Test("a broken document is refused with one clear line when it is skipped, and refused when it is read", arguments: broken)
  func refuse(text: String, message: String) {
    #expect(throws: (any Error).self) { try XMLTree([UInt8](text.utf8)) }
    do {
      try skipXML([UInt8](text.utf8))
      Issue.record("accepted")
    } catch {
      #expect(error.description == message)
    }
  }

  @Test(
    "text that is broken is refused where it is read",
    arguments: [
      ("&nbsp;", "found an unknown entity"), ("&", "found \"&\" without \";\""), ("&amp", "found \"&\" without \";\""),
      ("&#;", "found an unknown entity"), ("&#x;", "found an unknown entity"), ("&#0;", "found an unknown entity"),
      ("&#xD800;", "found an unknown entity"), ("&#x110000;", "found an unknown entity"),
      ("&#99999999999999999999;", "found an unknown entity"),
      ("&#1;", "found an unknown entity"), ("&#xFFFE;", "found an unknown entity"), ("&#1A;", "found an unknown entity"),
      ("&AMP;", "found an unknown entity"), ("\u{1}", "found the byte 0x01, expected text"), ("<b/>", "found an element, expected text"),
      ("<![CDATA[\u{0}]]>", "found the byte 0x00, expected text"),
    ])
  func refuseText(text: String, message: String) {
    var reader = XMLReader([UInt8]("<a>\(text)</a>".utf8))
    do {
      try reader.document { _, reader throws(XMLError) in _ = try reader.text() }
      Issue.record("accepted")
    } catch {
      #expect(error.message.hasPrefix(message), "\(error)")
    }
  }

  @Test("bytes that are not UTF-8 are refused in text and CDATA")
  func invalidUTF8() {
    for (opening, closing) in [("<a>", "</a>"), ("<a>&amp;", "</a>"), ("<a><![CDATA[", "]]></a>")] {
      var reader = XMLReader([UInt8](opening.utf8) + [0xC3, 0x28] + [UInt8](closing.utf8))
      #expect(throws: XMLError.self) { try reader.document { _, reader throws(XMLError) in _ = try reader.text() } }
    }
  }

  @Test("text among child elements is refused", arguments: ["<a>x<b/></a>", "<a><b/>x</a>", "<a><![CDATA[x]]><b/></a>"])
  func mixed(text: String) {
    var reader = XMLReader([UInt8](text.utf8))
    #expect(throws: XMLError.self) { try reader.document { _, reader throws(XMLError) in try reader.children { _, _ in } } }
  }

  @Test("an element can be read only once, and never its parent from inside")
  func readTwice() {
    for text in ["<a><b>1</b><b>2</b></a>", "<a><b/><b/></a>"] {
      var reader = XMLReader([UInt8](text.utf8))
      do {
        try reader.document { _, reader throws(XMLError) in
          try reader.children { _, reader throws(XMLError) in
            _ = try reader.text()
            try reader.skip()
          }
        }
        Issue.record("accepted")
      } catch {
        #expect(error.message == "found an element that was read already, expected each to be read once")
      }
    }
  }

  @Test("64 levels are read and skipped, 65 are refused")
  func depth() {
    func nested(_ levels: Int) -> [UInt8] {
      [UInt8]((String(repeating: "<a>", count: levels) + String(repeating: "</a>", count: levels)).utf8)
    }
    #expect(throws: Never.self) { try XMLTree(nested(64)) }
    #expect(throws: Never.self) { try skipXML(nested(64)) }
    #expect(throws: XMLError(line: 1, column: 193, message: "found more than 64 levels of nesting, expected at most 64")) {
      try skipXML(nested(65))
    }
    #expect(throws: XMLError.self) { try XMLTree(nested(65)) }
  }
}
