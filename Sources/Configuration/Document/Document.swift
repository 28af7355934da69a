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

  /// More would help nobody.
  static let maximumProblems = 100

  /// The problems by position; those of one place in the order in which they were found.
  func error(_ problems: [Interpreter.Problem]) -> ConfigurationError {
    let sorted = problems.enumerated().sorted { ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset) }.map(\.element)
    var reported = sorted.prefix(Document.maximumProblems).map { problem in
      let position = position(problem.offset)
      return ConfigurationError.Problem(line: position.line, column: position.column, message: message(problem))
    }
    let rest = sorted.count - reported.count
    if rest > 0 { reported.append(.init(message: "found \(rest) more problems, expected none")) }
    return ConfigurationError(file: file, problems: reported)
  }

  private func message(_ problem: Interpreter.Problem) -> String {
    let earlier = problem.earlier.map { " (the other is at \(position($0)))" } ?? ""
    return "found \(problem.found)\(earlier), expected \(problem.expected)"
  }

  private func position(_ offset: Int) -> JSONPosition { positions.position(ofByte: offset) }
}
