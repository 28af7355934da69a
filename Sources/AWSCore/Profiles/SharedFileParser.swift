/// Reads the grammar of AWS's shared files: botocore's (Python's configparser), and what the other SDKs allow beyond it.
///
/// `[section]`, `key = value` or `key: value`, lines of `#` or `;` comment. A line indented deeper than its key goes on with the value; a
/// value that only begins on such a line is a block of `key = value` pairs. Unlike botocore, a section or key that comes twice is merged
/// (the later value counts), and ` #` or ` ;` ends a value, except that of `credential_process`, where it may be part of the command.
struct SharedFileParser {
  /// How messages call the file.
  private let name: String
  private var sections: [(header: String, section: SharedSection)] = []
  private var key: String?
  private var keyIndent = 0
  private var lines: [String] = []
  private var keyLine = 0

  /// The sections in order, each header as it stands between the brackets. Throws a configuration error with file and line; it never quotes
  /// a line, which may hold a secret.
  static func parse(_ text: String, name: String) throws(AWSError) -> [(header: String, section: SharedSection)] {
    var parser = SharedFileParser(name: name)
    var text = Substring(text)
    if text.first == "\u{FEFF}" { text = text.dropFirst() }
    var number = 0
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      number += 1
      try parser.read(line, number: number)
    }
    try parser.endValue()
    return parser.sections
  }

  private init(name: String) {
    self.name = name
  }

  private mutating func read(_ line: Substring, number: Int) throws(AWSError) {
    let content = line.trimmed
    if content.isEmpty || content.first == "#" || content.first == ";" { return }
    let indent = line.prefix { $0.isWhitespace }.count
    if key != nil, indent > keyIndent {
      lines.append(String(content))
      return
    }
    try endValue()
    keyIndent = indent
    if content.first == "[" {
      try begin(section: content, number: number)
    } else {
      try begin(key: content, number: number)
    }
  }

  private mutating func begin(section content: Substring, number: Int) throws(AWSError) {
    guard let end = content.firstIndex(of: "]") else { throw error(number, "found a section without its closing bracket") }
    let header = content[content.index(after: content.startIndex)..<end].trimmed
    guard !header.isEmpty else { throw error(number, "found a section without a name") }
    // A section that comes again goes on; the order of its last appearance is what counts for [default] and [profile default].
    let known = sections.firstIndex { $0.header == header }.map { sections.remove(at: $0).section }
    sections.append((String(header), known ?? SharedSection()))
  }

  private mutating func begin(key content: Substring, number: Int) throws(AWSError) {
    guard !sections.isEmpty else { throw error(number, "found a line before the first [section]") }
    guard let separator = content.firstIndex(where: { $0 == "=" || $0 == ":" }), separator != content.startIndex else {
      throw error(number, "found neither \"key = value\" nor a [section] nor a comment")
    }
    let name = content[..<separator].trimmed.lowercased()
    guard !name.isEmpty else { throw error(number, "found a value without a key") }
    key = name
    keyLine = number
    lines = [Self.value(content[content.index(after: separator)...], of: name)]
  }

  private mutating func endValue() throws(AWSError) {
    guard let key else { return }
    self.key = nil
    var entry = SharedSection.Entry(text: "", place: "\(name):\(keyLine)")
    if lines[0].isEmpty, lines.count > 1 {
      entry.block = try block(lines.dropFirst())
    } else {
      entry.text = lines.joined(separator: "\n")
    }
    sections[sections.count - 1].section.set(key, entry)
  }

  private func block(_ lines: ArraySlice<String>) throws(AWSError) -> [String: String] {
    var block: [String: String] = [:]
    for line in lines {
      guard let separator = line.firstIndex(of: "=") else {
        throw error(keyLine, "found a key whose block of indented lines is not all \"key = value\"")
      }
      let key = line[..<separator].trimmed.lowercased()
      block[key] = Self.value(line[line.index(after: separator)...], of: key)
    }
    return block
  }

  private static func value(_ text: Substring, of key: String) -> String {
    guard key != "credential_process" else { return String(text.trimmed) }
    let comment = text.indices.first { index in
      (text[index] == "#" || text[index] == ";") && index > text.startIndex && text[text.index(before: index)].isWhitespace
    }
    return String(text[..<(comment ?? text.endIndex)].trimmed)
  }

  private func error(_ line: Int, _ what: String) -> AWSError {
    AWSError(.configuration, code: "InvalidFile", message: "\(name):\(line): \(what)")
  }
}

extension Substring {
  /// Without white space around it.
  var trimmed: Substring {
    var text = self.drop { $0.isWhitespace }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
