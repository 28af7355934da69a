import Testing
import WireFormats

@Suite("Truncated answers")
struct TruncationTests {
  @Test("every truncation of a JSON answer is refused, read in full and skipped", arguments: Fixture.json)
  func json(name: String) throws {
    let bytes = try Fixture.bytes(name, "json")
    #expect(throws: Never.self) { try JSONReader.read(JSONTree.self, from: bytes) }
    #expect(throws: Never.self) { try skip(bytes) }
    for count in 0..<bytes.count {
      #expect(throws: JSONError.self) { try JSONReader.read(JSONTree.self, from: Array(bytes[..<count])) }
      #expect(throws: JSONError.self) { try skip(Array(bytes[..<count])) }
    }
  }

  @Test("every truncation of an XML answer is refused, read in full and skipped", arguments: Fixture.xml)
  func xml(name: String) throws {
    let bytes = try Fixture.bytes(name, "xml")
    #expect(throws: Never.self) { try XMLTree(bytes) }
    #expect(throws: Never.self) { try skipXML(bytes) }
    for count in 0..<bytes.count {
      #expect(throws: XMLError.self) { try XMLTree(Array(bytes[..<count])) }
      #expect(throws: XMLError.self) { try skipXML(Array(bytes[..<count])) }
    }
  }
}
