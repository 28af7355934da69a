/// SplitMix64: the same documents at every run.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Random JSON text with everything the grammar allows: escapes, surrogate pairs, odd spacing, all forms of numbers, nesting. Keys of an object differ.
struct RandomDocuments {
  var random: SeededGenerator

  init(seed: UInt64) {
    random = SeededGenerator(state: seed)
  }

  mutating func document() -> String {
    space() + value(depth: 0) + space()
  }

  private mutating func value(depth: Int) -> String {
    switch Int.random(in: 0..<(depth < 6 ? 9 : 6), using: &random) {
    case 0: return ["true", "false", "null"].randomElement(using: &random) ?? "null"
    case 1, 2: return number()
    case 3, 4, 5: return string()
    case 6: return list("[", "]", (0..<count()).map { _ in value(depth: depth + 1) })
    default:
      return list("{", "}", (0..<count()).map { "\"\($0)" + string().dropFirst() + space() + ":" + space() + value(depth: depth + 1) })
    }
  }

  private mutating func count() -> Int { Int.random(in: 0..<6, using: &random) }

  private mutating func list(_ opening: String, _ closing: String, _ items: [String]) -> String {
    guard !items.isEmpty else { return opening + space() + closing }
    var text = opening + space() + items[0]
    for item in items.dropFirst() { text += space() + "," + space() + item }
    return text + space() + closing
  }

  private mutating func space() -> String {
    ["", "", "", " ", "\n", "\t ", "\r\n"].randomElement(using: &random) ?? ""
  }

  private mutating func number() -> String {
    let whole = [0, 1, 9, 10, 999, 1_732_331_045, 9_007_199_254_740_993].randomElement(using: &random) ?? 0
    let sign = Bool.random(using: &random) ? "-" : ""
    let fraction = Bool.random(using: &random) ? "" : ".\(UInt32.random(in: 0...UInt32.max, using: &random))"
    // 0e3 is left to the tables: Foundation refuses it.
    let exponent =
      whole == 0 && fraction.isEmpty ? "" : ["", "", "", "e3", "E+7", "e-12", "e22", "e-300", "E25"].randomElement(using: &random) ?? ""
    return sign + String(whole) + fraction + exponent
  }

  private mutating func string() -> String {
    let pieces = [
      "a", "agentConnected", "arn:aws:ecs:us-east-1:111122223333:cluster/x", " ", "ü", "→", "🚀", "\u{7F}", "\u{2028}",
      "\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t", "\\u00e9", "\\u0000", "\\uD83D\\uDE80", "\\u20AC", "{", "]", ":", ",",
    ]
    return "\"" + (0..<count()).map { _ in pieces.randomElement(using: &random) ?? "" }.joined() + "\""
  }
}
