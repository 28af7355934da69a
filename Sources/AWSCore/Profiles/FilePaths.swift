internal import Glibc

/// Expands paths as AWS's tools do.
struct FilePaths: Sendable {
  let environment: Environment
  /// nil: `~` stays as it is.
  let home: String?

  /// `$NAME` and `${NAME}` become the variable's value, or stay where there is none; then a leading `~` becomes the home folder.
  func expand(_ path: String) -> String {
    var expanded = ""
    var rest = Substring(path)
    while let dollar = rest.firstIndex(of: "$") {
      expanded += rest[..<dollar]
      rest = rest[dollar...]
      let (written, name) = Self.variable(rest)
      expanded += environment[String(name)] ?? String(written)
      rest = rest.dropFirst(written.count)
    }
    expanded += rest
    guard let home, expanded == "~" || expanded.hasPrefix("~/") else { return expanded }
    return home + expanded.dropFirst()
  }

  /// The home folder: `HOME`, else the one of the user database, where a service manager sets no `HOME`; nil when there is none. Call it at
  /// the start of a program: the database's answer is not for several threads at once.
  static func homeFolder(_ environment: Environment) -> String? {
    if let home = environment["HOME"] { return home }
    guard let user = getpwuid(getuid()), let folder = user.pointee.pw_dir else { return nil }
    return String(cString: folder)
  }

  /// How a variable at the start of `text` is written, and its name.
  private static func variable(_ text: Substring) -> (written: Substring, name: Substring) {
    let behind = text.dropFirst()
    if behind.first == "{" {
      guard let end = behind.firstIndex(of: "}") else { return (text.prefix(1), "") }
      return (text[...end], behind.dropFirst().prefix { $0 != "}" })
    }
    let name = behind.prefix { $0 == "_" || ($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return (text.prefix(name.count + 1), name)
  }
}
