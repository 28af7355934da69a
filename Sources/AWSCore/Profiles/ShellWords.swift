/// A text split into words as a POSIX shell would, by Python's `shlex.split`, with which botocore reads section names and
/// `credential_process`: quotes and backslashes mean something; variables, globs and operators do not.
enum ShellWords {
  /// What cannot be split.
  enum Problem: Error {
    case openQuote
    case openEscape
  }

  /// The words; `''` is an empty one.
  static func split(_ text: String) throws(Problem) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var isEscaped = false
    for character in text {
      if isEscaped {
        // Between double quotes a backslash only hides itself and the quote.
        if quote == "\"", character != "\"", character != "\\" { word = (word ?? "") + "\\" }
        word = (word ?? "") + String(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
        word = word ?? ""
      } else if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
      } else if character == "\"" || character == "'" {
        quote = character
        word = word ?? ""
      } else if character == " " || character == "\t" || character.isNewline {
        if let finished = word { words.append(finished) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if isEscaped { throw .openEscape }
    if quote != nil { throw .openQuote }
    return words + (word.map { [$0] } ?? [])
  }
}
