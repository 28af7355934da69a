import AgentHealth

/// Makes values of the file's nodes, and notes everything that it cannot use instead of stopping at it.
struct Interpreter {
  /// One thing that is wrong: "found …, expected …" at a place.
  struct Problem {
    /// In bytes.
    let offset: Int
    let found: String
    let expected: String
    /// The other place that it is about, if there is one.
    var earlier: Int?
  }

  /// What relative paths of the file are relative to.
  let folder: String
  var problems: [Problem] = []
  /// Keys that were misspelt, by the offset of their object: they are not told a second time as missing.
  private var misspelt: [Int: Set<String>] = [:]

  init(folder: String) {
    self.folder = folder
  }

  mutating func refuse(_ node: DocumentNode, expected: String) {
    problems.append(Problem(offset: node.offset, found: node.found, expected: expected))
  }

  /// The members of an object by name. Repeated keys are refused, and unknown ones unless `acceptsOthers`.
  mutating func members(
    _ node: DocumentNode, _ keys: [String], expected: String, acceptsOthers: Bool = false
  ) -> [String: DocumentNode]? {
    guard case .object(let members) = node.content else {
      refuse(node, expected: expected)
      return nil
    }
    var first: [String: DocumentNode.Member] = [:]
    for member in members {
      if let other = first[member.name] {
        problems.append(
          Problem(offset: member.offset, found: "\(quoted(member.name)) a second time", expected: "each key once", earlier: other.offset))
      } else {
        first[member.name] = member
        if !acceptsOthers, !keys.contains(member.name) { refuseKey(member, keys, of: node) }
      }
    }
    return first.mapValues(\.value)
  }

  /// Notes that an object has no `key`, unless that one, or one that could stand for it, was told as misspelt already.
  mutating func refuseMissing(_ key: String, or other: String? = nil, of node: DocumentNode, found: String, expected: String) {
    if misspelt[node.offset]?.contains(where: { $0 == key || $0 == other }) == true { return }
    problems.append(Problem(offset: node.offset, found: found, expected: expected))
  }

  private mutating func refuseKey(_ member: DocumentNode.Member, _ keys: [String], of node: DocumentNode) {
    let near = nearest(to: member.name, of: keys)
    if let near { misspelt[node.offset, default: []].insert(near) }
    let expected =
      if let near {
        "\"\(near)\""
      } else if PolicyKey(rawValue: member.name) != nil, keys.contains("policy") {
        "it inside \"policy\""
      } else {
        "one of \(keys.map { "\"\($0)\"" }.joined(separator: ", "))"
      }
    problems.append(Problem(offset: member.offset, found: "the unknown key \(quoted(member.name))", expected: expected))
  }

  /// A text that a rule accepts.
  mutating func text(_ node: DocumentNode, expected: String, _ accepts: (String) -> Bool) -> String? {
    guard case .string(let text) = node.content, accepts(text) else {
      refuse(node, expected: expected)
      return nil
    }
    return text
  }

  /// A list of different texts, at least one, that a rule accepts.
  mutating func texts(_ node: DocumentNode, expected: String, each: String, _ accepts: (String) -> Bool) -> [String] {
    guard case .array(let elements) = node.content, !elements.isEmpty else {
      refuse(node, expected: expected)
      return []
    }
    var texts: [String] = []
    var first: [String: Int] = [:]
    for element in elements {
      guard let text = text(element, expected: each, accepts) else { continue }
      if let other = first[text] {
        problems.append(Problem(offset: element.offset, found: "\(quoted(text)) a second time", expected: "each once", earlier: other))
      } else {
        first[text] = element.offset
        texts.append(text)
      }
    }
    return texts
  }
}
