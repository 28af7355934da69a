import WireFormats

/// A whole file, read by its grammar and not yet judged.
public struct Document: Sendable {
  /// The file as the user named it.
  public let file: String
  /// Its value.
  public let root: DocumentNode
  private let positions: JSONReader

  /// A file that was read by another grammar than JSON's.
  /// - Parameter bytes: what the nodes' offsets count in.
  public init(_ root: DocumentNode, bytes: [UInt8], file: String) {
    self.file = file
    self.root = root
    positions = JSONReader(bytes)
  }

  /// Reads JSON.
  public init(json bytes: [UInt8], file: String) throws(ConfigurationError) {
    guard bytes.contains(where: { ![0x20, 0x0A, 0x0D, 0x09].contains($0) }) else {
      throw ConfigurationError(
        file: file, problems: [.init(line: 1, column: 1, message: "found an empty file, expected an object with \"accounts\"")])
    }
    do {
      self.init(try JSONReader.read(DocumentNode.self, from: bytes), bytes: bytes, file: file)
    } catch {
      throw ConfigurationError(
        file: file, problems: [.init(line: error.position.line, column: error.position.column, message: error.message)])
    }
  }

  /// What `body` makes of the document; throws everything that it could not use.
  /// - Parameter folder: what relative paths are relative to; empty for the working directory.
  func interpreted<Value>(
    folder: String, by places: Places, _ body: (inout Interpreter, DocumentNode) -> Value
  ) throws(ConfigurationError) -> Value {
    var interpreter = Interpreter(folder: folder)
    let value = body(&interpreter, root)
    guard interpreter.problems.isEmpty else { throw error(interpreter.problems, by: places) }
    return value
  }

  /// More would help nobody.
  static let maximumProblems = 100

  /// How a place is told: to people who have the file open by line and column, to those who sent a value by its path.
  enum Places { case positions, paths }

  /// The problems by position; those of one place in the order in which they were found.
  func error(_ problems: [Interpreter.Problem], by places: Places = .positions) -> ConfigurationError {
    let sorted = problems.enumerated().sorted { ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset) }.map(\.element)
    var reported = sorted.prefix(Document.maximumProblems).map { problem in
      let message = message(problem, by: places)
      if places == .paths { return ConfigurationError.Problem(path: path(problem.offset), message: message) }
      let position = position(problem.offset)
      return ConfigurationError.Problem(line: position.line, column: position.column, message: message)
    }
    let rest = sorted.count - reported.count
    if rest > 0 { reported.append(.init(message: "found \(rest) more problems, expected none")) }
    return ConfigurationError(file: file, problems: reported)
  }

  private func message(_ problem: Interpreter.Problem, by places: Places) -> String {
    let earlier = problem.earlier.map { " (the other is at \(places == .paths ? path($0) : "\(position($0))"))" } ?? ""
    return "found \(problem.found)\(earlier), expected \(problem.expected)"
  }

  private func position(_ offset: Int) -> JSONPosition { positions.position(ofByte: offset) }

  private func path(_ offset: Int) -> String { root.path(to: offset) ?? "$" }
}
