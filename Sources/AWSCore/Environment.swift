internal import Glibc

/// Environment variables as a value, so that tests and other hosts can pass their own. An empty value counts as not set, as AWS's tools
/// have it.
///
/// Its description shows the names only: values may be secrets.
public struct Environment: Sendable, CustomStringConvertible, CustomReflectable {
  private let values: [String: String]

  /// An environment of these variables only.
  public init(_ values: [String: String] = [:]) {
    self.values = values
  }

  /// The value of a variable, nil when it is not set or empty.
  public subscript(name: String) -> String? {
    guard let value = values[name], !value.isEmpty else { return nil }
    return value
  }

  /// The variables of this process at the moment of asking.
  public static var process: Environment {
    var values: [String: String] = [:]
    var next = environ
    while let variable = next.pointee {
      let text = String(cString: variable)
      if let separator = text.firstIndex(of: "=") {
        values[String(text[..<separator])] = String(text[text.index(after: separator)...])
      }
      next = next.advanced(by: 1)
    }
    return Environment(values)
  }

  /// `NAME=VALUE` for each variable, for a child process.
  var assignments: [String] { values.map { "\($0.key)=\($0.value)" } }

  /// The names, sorted.
  public var description: String { values.keys.sorted().joined(separator: " ") }

  /// Hides the values from `dump` and from reflection.
  public var customMirror: Mirror { Mirror(self, children: ["names": values.keys.sorted()]) }
}
