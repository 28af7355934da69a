/// Why a configuration cannot be used: everything that is wrong with it, in the order of the file.
public struct ConfigurationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// One thing that is wrong.
  public struct Problem: Equatable, Sendable {
    /// From 1; nil where it is about the file as a whole.
    public let line: Int?
    /// From 1, counted in code points; nil where it is about the file as a whole.
    public let column: Int?
    /// The path of the value in an event, such as `$.accounts[0].regions`; nil in a file, which people read by lines.
    public let path: String?
    /// What was found and what was expected. Never quotes an external ID or what a password may be in.
    public let message: String

    /// A problem at a place, or of the whole file.
    public init(line: Int? = nil, column: Int? = nil, path: String? = nil, message: String) {
      self.line = line
      self.column = column
      self.path = path
      self.message = message
    }
  }

  /// The file as the user named it, or `event`.
  public let file: String
  /// At least one.
  public let problems: [Problem]

  /// Everything that is wrong with a file.
  public init(file: String, problems: [Problem]) {
    self.file = file
    self.problems = problems
  }

  /// A line for each problem: `FILE:LINE:COLUMN: what was found, what was expected`; of an event, `event $.PATH: …`.
  public var description: String {
    problems.map { problem in
      if let path = problem.path { return "\(file) \(path): \(problem.message)" }
      guard let line = problem.line, let column = problem.column else { return "\(file): \(problem.message)" }
      return "\(file):\(line):\(column): \(problem.message)"
    }.joined(separator: "\n")
  }
}
