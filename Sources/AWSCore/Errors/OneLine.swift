/// Text from elsewhere, made fit for one line of a report or a log.
enum OneLine {
  /// The first line of `text`, without control characters, at most `limit` characters, with every occurrence of the secrets replaced.
  static func text(_ text: String, limit: Int, without secrets: [String] = []) -> String {
    var line = text.drop { $0.isWhitespace }.prefix { !$0.isNewline }.filter { character in
      !character.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
    for secret in secrets where secret.utf8.count >= 8 {
      line = replace(secret, in: line)
    }
    return line.count > limit ? line.prefix(limit) + "…" : line
  }

  private static func replace(_ secret: String, in text: String) -> String {
    let bytes = Array(text.utf8)
    let secret = Array(secret.utf8)
    var kept: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index...].starts(with: secret) {
        kept.append(contentsOf: "[redacted]".utf8)
        index += secret.count
      } else {
        kept.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: kept, as: UTF8.self)
  }
}
