/// A strict reader of OpenMetrics 1.0's text format, as far as gauges go, written from its grammar: what it accepts is well-formed.
struct OpenMetricsParser {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  struct Sample: Equatable {
    let name: String
    let labels: [String: String]
    let value: Double
  }

  struct Family: Equatable {
    let name: String
    var type: String?
    var unit: String?
    var help: String?
    var samples: [Sample] = []
  }

  private(set) var families: [Family] = []
  private var rest: Substring

  init(_ text: String) throws(Failure) {
    guard text.hasSuffix("# EOF\n") else { throw Failure(description: "the text must end with # EOF and a new line") }
    rest = text.dropLast("# EOF\n".count)[...]
    while !rest.isEmpty { try line() }
    guard families.allSatisfy({ $0.type != nil }) else { throw Failure(description: "a family without a type") }
  }

  private mutating func line() throws(Failure) {
    if take("# ") {
      let keyword = try word()
      let name = try metricName()
      try expect(" ")
      let text = try escapedText(until: "\n", escapes: ["\\": "\\", "n": "\n", "\"": "\""])
      try metadata(keyword, name, text)
    } else {
      try sample()
    }
  }

  private mutating func metadata(_ keyword: String, _ name: String, _ text: String) throws(Failure) {
    if families.last?.name != name {
      // Families must not interleave.
      guard !families.contains(where: { $0.name == name }) else { throw Failure(description: "\(name) a second time") }
      families.append(Family(name: name))
    }
    let index = families.count - 1
    guard families[index].samples.isEmpty else { throw Failure(description: "metadata of \(name) after its samples") }
    switch keyword {
    case "TYPE" where families[index].type == nil:
      guard text == "gauge" else { throw Failure(description: "\(name): this reader knows gauges only, found \(text)") }
      families[index].type = text
    case "UNIT" where families[index].unit == nil:
      guard name.hasSuffix("_\(text)") else { throw Failure(description: "\(name) does not end with its unit \(text)") }
      families[index].unit = text
    case "HELP" where families[index].help == nil: families[index].help = text
    default: throw Failure(description: "\(keyword) of \(name) is unknown or comes twice")
    }
  }

  private mutating func sample() throws(Failure) {
    let name = try metricName()
    guard let family = families.indices.last, families[family].name == name else {
      throw Failure(description: "a sample of \(name) outside its family")
    }
    var labels: [String: String] = [:]
    if take("{") {
      while !take("}") {
        if !labels.isEmpty { try expect(",") }
        let label = try labelName()
        try expect("=\"")
        let value = try escapedText(until: "\"", escapes: ["\\": "\\", "n": "\n", "\"": "\""])
        guard labels.updateValue(value, forKey: label) == nil else { throw Failure(description: "label \(label) twice") }
      }
    }
    try expect(" ")
    let number = rest.prefix { $0 != "\n" }
    rest = rest.dropFirst(number.count)
    try expect("\n")
    guard let value = Double(number), value.isFinite, number.allSatisfy({ "0123456789.+-eE".contains($0) }) else {
      throw Failure(description: "\(number) is no number")
    }
    let sample = Sample(name: name, labels: labels, value: value)
    guard !families[family].samples.contains(where: { $0.labels == labels }) else { throw Failure(description: "\(name) \(labels) twice") }
    families[family].samples.append(sample)
  }

  private mutating func take(_ text: String) -> Bool {
    guard rest.hasPrefix(text) else { return false }
    rest = rest.dropFirst(text.count)
    return true
  }

  private mutating func expect(_ text: String) throws(Failure) {
    guard take(text) else { throw Failure(description: "expected \(text.debugDescription) at \(rest.prefix(40).debugDescription)") }
  }

  private mutating func word() throws(Failure) -> String {
    let word = rest.prefix { $0.isASCII && $0.isUppercase }
    rest = rest.dropFirst(word.count)
    try expect(" ")
    return String(word)
  }

  private mutating func metricName() throws(Failure) -> String { try name(":_") }

  private mutating func labelName() throws(Failure) -> String { try name("_") }

  private mutating func name(_ others: String) throws(Failure) -> String {
    let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || others.contains($0)) }
    guard let first = name.first, !first.isNumber else {
      throw Failure(description: "expected a name at \(rest.prefix(40).debugDescription)")
    }
    rest = rest.dropFirst(name.count)
    return String(name)
  }

  private mutating func escapedText(until end: Character, escapes: [Character: Character]) throws(Failure) -> String {
    var text = ""
    while let next = rest.popFirst() {
      if next == end { return text }
      if next == "\\" {
        guard let escaped = rest.popFirst(), let character = escapes[escaped] else { throw Failure(description: "an unknown escape") }
        text.append(character)
      } else if next == "\n" {
        break
      } else {
        text.append(next)
      }
    }
    throw Failure(description: "a text without its end")
  }
}
