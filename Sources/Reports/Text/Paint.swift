/// The two colours of a report: red for what failed or was not seen, yellow for what waits for somebody.
struct Paint {
  enum Colour: String {
    case red = "31"
    case yellow = "33"
  }

  /// Whether the reader's terminal wants colours.
  let isOn: Bool

  func callAsFunction(_ colour: Colour?, _ text: String) -> String {
    guard isOn, let colour else { return text }
    return "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m"
  }
}
