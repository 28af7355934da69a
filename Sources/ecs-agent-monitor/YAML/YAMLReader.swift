import Configuration
import Yams

/// Makes the nodes that clusters.json is read into of YAML's: aliases are written out and merge keys (`<<`) carried out.
struct YAMLReader {
  /// Why a document is not taken.
  struct Refusal: Error {
    let mark: Mark?
    let message: String
  }

  /// A document of 1 MiB has fewer; only one whose aliases multiply each other has more.
  private static let maximumNodes = 500_000

  private let bytes: [UInt8]
  /// Where each line begins, in bytes.
  private let lines: [Int]
  private var count = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    lines = [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
  }

  mutating func node(_ node: Node) throws(Refusal) -> DocumentNode {
    count += 1
    guard count <= Self.maximumNodes else {
      throw Refusal(mark: nil, message: "found aliases of aliases without end, expected a list of accounts")
    }
    return DocumentNode(offset: offset(node), content: try content(node))
  }

  private mutating func content(_ node: Node) throws(Refusal) -> DocumentNode.Content {
    switch node {
    case .mapping(let mapping): return .object(try members(mapping))
    case .sequence(let sequence):
      var elements: [DocumentNode] = []
      for element in sequence { elements.append(try self.node(element)) }
      return .array(elements)
    case .scalar(let scalar):
      switch node.tag.rawValue {
      case Tag.Name.null.rawValue: return .null
      case Tag.Name.bool.rawValue: return node.bool.map { .bool($0) } ?? .string(scalar.string)
      case Tag.Name.int.rawValue, Tag.Name.float.rawValue: return .number(scalar.string, node.int)
      default: return .string(scalar.string)
      }
    case .alias(let alias): throw Refusal(mark: alias.mark, message: "found an alias of nothing, expected one of an anchor before it")
    }
  }

  /// A mapping's own keys win over merged ones, and of those the first.
  private mutating func members(_ mapping: Node.Mapping) throws(Refusal) -> [DocumentNode.Member] {
    var members: [DocumentNode.Member] = []
    var merged: [DocumentNode.Member] = []
    for (key, value) in mapping {
      guard let name = key.scalar?.string else { throw Refusal(mark: key.mark, message: "found a key that is no text, expected a name") }
      guard key.tag.rawValue == Tag.Name.merge.rawValue else {
        members.append(.init(name: name, offset: offset(key), value: try node(value)))
        continue
      }
      let sources = value.sequence.map(Array.init) ?? [value]
      for source in sources {
        guard let mapping = source.mapping else {
          throw Refusal(mark: source.mark, message: "found no mapping behind \"<<\", expected one, or a list of them")
        }
        merged += try self.members(mapping)
      }
    }
    var names = Set(members.map(\.name))
    return members + merged.filter { names.insert($0.name).inserted }
  }

  /// In bytes; libYAML counts lines and code points.
  private func offset(_ node: Node) -> Int {
    guard let mark = node.mark, lines.indices.contains(mark.line - 1) else { return 0 }
    var offset = lines[mark.line - 1]
    for _ in 1..<max(1, mark.column) {
      offset += 1
      while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
    }
    return min(offset, bytes.count)
  }
}
