internal import AWSCore

extension AWSError {
  /// Whether the message holds these words, in any case. For refusals that have no code of their own.
  func says(_ words: String) -> Bool {
    let message = Array(message.lowercased().utf8)
    let words = Array(words.lowercased().utf8)
    return message.indices.contains { message[$0...].starts(with: words) }
  }
}
