/// `*` stands for any run of characters, `?` for one: as IAM policies and EC2 filters have it.
enum Wildcard {
  static func matches(_ pattern: String, _ text: String) -> Bool {
    if !pattern.utf8.contains(UInt8(ascii: "*")), !pattern.utf8.contains(UInt8(ascii: "?")) { return pattern == text }
    return matches(Array(pattern.utf8)[...], Array(text.utf8)[...])
  }

  private static func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    if first == UInt8(ascii: "*") {
      return matches(pattern.dropFirst(), text) || (!text.isEmpty && matches(pattern, text.dropFirst()))
    }
    guard let byte = text.first, first == UInt8(ascii: "?") || first == byte else { return false }
    return matches(pattern.dropFirst(), text.dropFirst())
  }
}
