/// Reads the cluster query language, lowest binding first: or, and, not, comparison.
struct FilterParser {
  private var tokens: [String] = []
  private var at = 0

  init(_ text: String) {
    var word = ""
    var quote: Character?
    func flush(_ word: inout String, into tokens: inout [String]) {
      if !word.isEmpty { tokens.append(word) }
      word = ""
    }
    for character in text {
      if let open = quote {
        if character == open {
          tokens.append("'" + word)
          word = ""
          quote = nil
        } else {
          word.append(character)
        }
      } else if character == "'" || character == "\"" {
        flush(&word, into: &tokens)
        quote = character
      } else if character.isWhitespace {
        flush(&word, into: &tokens)
      } else if "()[],".contains(character) {
        flush(&word, into: &tokens)
        tokens.append(String(character))
      } else {
        if Self.isSign(character) != (word.last.map(Self.isSign) ?? Self.isSign(character)) { flush(&word, into: &tokens) }
        word.append(character)
      }
    }
    flush(&word, into: &tokens)
    if quote != nil { tokens.append("unterminated") }
  }

  private static func isSign(_ character: Character) -> Bool {
    "=!<>&|~".contains(character)
  }

  var isAtEnd: Bool {
    at == tokens.count
  }

  mutating func expression() -> InstanceFilter? {
    guard var left = conjunction() else { return nil }
    while take("or", "||") {
      guard let right = conjunction() else { return nil }
      left = .or(left, right)
    }
    return left
  }

  private mutating func conjunction() -> InstanceFilter? {
    guard var left = negation() else { return nil }
    while take("and", "&&") {
      guard let right = negation() else { return nil }
      left = .and(left, right)
    }
    return left
  }

  private mutating func negation() -> InstanceFilter? {
    if take("not", "!") { return negation().map { .not($0) } }
    guard take("(") else { return comparison() }
    guard let inner = expression(), take(")") else { return nil }
    return inner
  }

  private mutating func comparison() -> InstanceFilter? {
    guard let subject = next(), Self.operators.keys.contains(subject), var operation = next() else { return nil }
    if operation == "!", peek() == "in" {
      at += 1
      operation = "!in"
    }
    guard Self.operators[subject]?.contains(operation) == true else { return nil }
    guard operation.hasSuffix("in") else {
      return value().map { .compare(subject: subject, operation: operation, arguments: [$0]) }
    }
    guard take("[") else { return nil }
    var arguments: [String] = []
    repeat {
      guard let argument = value() else { return nil }
      arguments.append(argument)
    } while take(",")
    return take("]") ? .compare(subject: subject, operation: operation, arguments: arguments) : nil
  }

  private static let operators: [String: Set<String>] = [
    "agentConnected": ["==", "!=", "in", "!in"], "ec2InstanceId": ["==", "!=", "in", "!in"],
    "agentVersion": ["==", "!=", "<", "<=", ">", ">="], "registeredAt": ["==", "!=", "<", "<=", ">", ">="],
    "runningTasksCount": ["==", "!=", "<", "<=", ">", ">="],
  ]

  private mutating func value() -> String? {
    guard let token = next(), !"()[],".contains(token) else { return nil }
    return token.hasPrefix("'") ? String(token.dropFirst()) : token
  }

  private func peek() -> String? {
    at < tokens.count ? tokens[at] : nil
  }

  private mutating func next() -> String? {
    defer { at += 1 }
    return peek()
  }

  private mutating func take(_ words: String...) -> Bool {
    guard let token = peek(), words.contains(token) else { return false }
    at += 1
    return true
  }
}
