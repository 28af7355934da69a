import Configuration
import Yams

extension Document {
  /// Reads YAML 1.1, as PyYAML's `safe_load` does, but for a key that stands twice, which is refused.
  init(yaml bytes: [UInt8], file: String) throws(ConfigurationError) {
    func refusal(_ problem: ConfigurationError.Problem) -> ConfigurationError { ConfigurationError(file: file, problems: [problem]) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw refusal(.init(message: "found bytes that are not UTF-8, expected YAML"))
    }
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch {
      throw refusal((error as? YamlError)?.problem ?? .init(message: "found no YAML: \(error)"))
    }
    guard let root else { throw refusal(.init(line: 1, column: 1, message: "found an empty file, expected \"accounts\" with a list")) }
    var reader = YAMLReader(bytes)
    do throws(YAMLReader.Refusal) {
      self.init(try reader.node(root), bytes: bytes, file: file)
    } catch {
      throw refusal(.init(line: error.mark?.line, column: error.mark?.column, message: error.message))
    }
  }
}

extension YamlError {
  /// What is wrong with the grammar, and where.
  fileprivate var problem: ConfigurationError.Problem {
    switch self {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
      .init(line: mark.line, column: mark.column, message: "found no YAML: \(problem)")
    case .duplicatedKeysInMapping(let duplicates, let context):
      .init(
        line: context.mark.line, column: context.mark.column,
        message: "found \(duplicates.sorted().map { "\"\($0)\"" }.joined(separator: ", ")) twice in one mapping, expected each key once")
    case .reader(let problem, _, _, _): .init(message: "found no YAML: \(problem)")
    default: .init(message: "found no YAML")
    }
  }
}
