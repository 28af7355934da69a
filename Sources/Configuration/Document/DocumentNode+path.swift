extension DocumentNode {
  /// The path to the value, or to the value of the key, that begins at an offset, such as `$.accounts[0].regions`; nil where none does.
  func path(to offset: Int, from path: String = "$") -> String? {
    if self.offset == offset { return path }
    switch content {
    case .object(let members):
      for member in members {
        let below = "\(path)\(Self.step(to: member.name))"
        if member.offset == offset { return below }
        if let found = member.value.path(to: offset, from: below) { return found }
      }
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        if let found = element.path(to: offset, from: "\(path)[\(index)]") { return found }
      }
    case .string, .number, .bool, .null: break
    }
    return nil
  }

  private static func step(to name: String) -> String {
    !name.isEmpty && name.utf8.allSatisfy { isNameByte($0, or: "_-") } ? ".\(name)" : "[\(quoted(name))]"
  }
}
