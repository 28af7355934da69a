import Testing
import WireFormats

@Suite("JSON reader")
struct JSONReaderTests {
  private func reader(_ text: String) -> JSONReader { JSONReader([UInt8](text.utf8)) }

  @Test("keys are told apart by literals, with escapes decoded first")
  func keys() throws {
    var reader = reader(#"{"agentConnected":1,"agent\u0043onnected":2,"agentConnecte":3,"agentConnectedX":4,"":5,"Zürich":6}"#)
    var seen: [Int] = []
    var names: [String] = []
    try reader.object { key, reader throws(JSONError) in
      names.append(key.string)
      switch key {
      case "agentConnected": seen.append(try reader.int())
      case "": seen.append(-(try reader.int()))
      case "Zürich": seen.append(10 * (try reader.int()))
      default: try reader.skip()
      }
    }
    #expect(seen == [1, 2, -5, 60])
    #expect(names == ["agentConnected", "agentConnected", "agentConnecte", "agentConnectedX", "", "Zürich"])
  }

  @Test("a string is told by a literal without being read, with escapes decoded first")
  func nextString() throws {
    let same = [#""ecs.os""#, #""ecs\u002eos""#, #""\u0065cs.o\u0073""#]
    for text in same { #expect(reader(text).isNext("ecs.os"), "\(text)") }
    let others = [
      #""ecs.o""#, #""ecs.oss""#, #""ecs.os\n""#, #""ecs.o\n""#, #""""#, #""ecs.os"#, #""ecs.o"#, #""ecs.o\"#, #""ecs\u002"#, "1", "null",
      #"["ecs.os"]"#, "",
    ]
    for text in others { #expect(!reader(text).isNext("ecs.os"), "\(text)") }
    #expect(reader(#""""#).isNext(""))
    var list = reader(#"["a", "b"]"#)
    var isB: [Bool] = []
    try list.array { reader throws(JSONError) in
      isB.append(reader.isNext("b"))
      isB.append(try reader.string() == "b")
    }
    #expect(isB == [false, false, true, true])
  }

  @Test("members with the same name are all handed over")
  func duplicates() throws {
    var reader = reader(#"{"a":1,"a":2}"#)
    var seen: [Int] = []
    try reader.object { _, reader throws(JSONError) in seen.append(try reader.int()) }
    #expect(seen == [1, 2])
  }

  @Test("a value that the closure did not read is skipped, also after a look at it")
  func unread() throws {
    var reader = reader(#"{"a": {"deep":[1,2]}, "b": 7, "c": [ {} , [] ]}"#)
    var seven = 0
    try reader.object { key, reader throws(JSONError) in
      if key == "b" { seven = try reader.int() } else { _ = try reader.peek() }
      _ = reader.position
    }
    #expect(seven == 7)
    #expect(throws: Never.self) { try reader.end() }
  }

  @Test("a value that is skipped in silence must be sound too")
  func unreadBroken() {
    var reader = reader(#"{"a": {"deep":[1,,2]}}"#)
    #expect(throws: JSONError.self) { try reader.object { _, _ in } }
  }

  @Test("a closure that reads two values is stopped at the comma")
  func twoReads() {
    var reader = reader(#"{"a": 1, "b": 2}"#)
    let message = refusal { () throws(JSONError) in
      try reader.object { _, reader throws(JSONError) in
        _ = try reader.int()
        _ = try reader.int()
      }
    }
    #expect(message == "1:8: found \",\", expected a whole number")
  }

  @Test("a value of another kind is named, left unread, and can be skipped")
  func mismatch() throws {
    var reader = reader("[\n  \"ten\", {}, [], null, \"end\"]")
    var messages: [String] = []
    try reader.array { reader throws(JSONError) in
      messages.append(refusal { () throws(JSONError) in try reader.double() } ?? "read")
      messages.append(refusal { () throws(JSONError) in try reader.bool() } ?? "read")
      try reader.skip()
    }
    #expect(
      messages.prefix(8) == [
        "2:3: found a string, expected a number", "2:3: found a string, expected true or false",
        "2:10: found an object, expected a number", "2:10: found an object, expected true or false",
        "2:14: found an array, expected a number", "2:14: found an array, expected true or false",
        "2:18: found null, expected a number", "2:18: found null, expected true or false",
      ])
    var flag = self.reader("true")
    #expect(refusal { () throws(JSONError) in try flag.string() } == "1:1: found true, expected a string")
    #expect(try flag.bool())
  }

  @Test("containers of the other kind are named")
  func containerMismatch() {
    var reader = reader("[]")
    #expect(refusal { () throws(JSONError) in try reader.object { _, _ in } } == "1:1: found an array, expected an object")
    var other = self.reader("{}")
    #expect(refusal { () throws(JSONError) in try other.array { _ in } } == "1:1: found an object, expected an array")
    #expect(refusal { () throws(JSONError) in try other.string() } == "1:1: found an object, expected a string")
  }

  @Test("null is consumed where it stands, and nothing else is")
  func nulls() throws {
    var reader = reader(#"[null,"a",null,5,null,1.5,null,true,null,{"x":1}]"#)
    var strings: [String?] = []
    var rest: [String] = []
    var index = 0
    try reader.array { reader throws(JSONError) in
      switch index {
      case 0, 1: strings.append(try reader.stringIfPresent())
      case 2, 3: rest.append("\(try reader.intIfPresent() ?? -1)")
      case 4, 5: rest.append("\(try reader.doubleIfPresent() ?? -1)")
      case 6, 7: rest.append("\(try reader.boolIfPresent() ?? false)")
      default: rest.append("\(try reader.valueIfPresent(JSONTree.self) == nil)")
      }
      index += 1
    }
    #expect(strings == [nil, "a"])
    #expect(rest == ["-1", "5", "-1.0", "1.5", "false", "true", "true", "false"])
  }

  @Test("positions count lines and code points, of values and of keys")
  func positions() throws {
    var reader = reader("\u{FEFF}{\n \"ü🚀\" :\n\n   5}")
    #expect(reader.position == JSONPosition(line: 1, column: 1))
    try reader.object { key, reader throws(JSONError) in
      #expect(reader.position(of: key).description == "2:2")
      #expect(reader.position.description == "4:4")
      #expect(reader.error("found 5, expected 6").description == "4:4: found 5, expected 6")
      #expect(reader.error("no", at: JSONPosition(line: 9, column: 8)).description == "9:8: no")
    }
  }

  @Test("peek tells every kind")
  func kinds() throws {
    let expected: [(String, JSONKind)] = [
      ("{}", .object), ("[]", .array), ("\"\"", .string), ("-1", .number), ("0", .number), ("true", .bool), ("false", .bool),
      ("null", .null),
    ]
    for (text, kind) in expected { #expect(try reader(text).peek() == kind) }
    #expect(throws: JSONError.self) { try reader("?").peek() }
  }

  @Test("a described container instance is read to its last field")
  func containerInstance() throws {
    let tree = try JSONReader.read(JSONTree.self, from: try Fixture.bytes("DescribeContainerInstances", "json"))
    guard case .object(let page) = tree, case .array(let instances) = page["containerInstances"], case .object(let first) = instances.first
    else {
      Issue.record("not a page")
      return
    }
    #expect(instances.count == 2)
    #expect(first["ec2InstanceId"] == .string("i-0abc1234def567890"))
    #expect(first["version"] == .number(4711))
    #expect(first["agentConnected"] == .bool(false))
    #expect(first["registeredAt"] == .number(1_732_331_045.123))
    guard case .array(let tags) = first["tags"] else {
      Issue.record("no tags")
      return
    }
    #expect(tags.first == .object(["key": .string("owner"), "value": .string("Plattform-Gruppe ü🚀")]))
    #expect(tags.last == .object(["key": .string("note"), "value": .string("a \"quoted\" back\\slash/ and Zürich 🚀")]))
  }
}
