import AgentHealth
import WireFormats

/// What filter policies of a subscription go by (Amazon SNS developer guide, "Message filtering").
public struct MessageAttribute: Hashable, Sendable {
  /// Its name.
  public let name: String
  /// Its text, or a JSON array of texts.
  public let value: String
  /// Whether it is an array.
  public let isArray: Bool

  /// How many of its message's bytes it takes.
  var size: Int { name.utf8.count + value.utf8.count + (isArray ? "String.Array" : "String").utf8.count }

  init(_ name: String, _ value: String) { (self.name, self.value, isArray) = (name, value, false) }

  /// - Parameter values: in whatever order and number; at least one.
  init(_ name: String, _ values: Set<String>) {
    var writer = JSONWriter()
    writer.array { list in
      for value in values.sorted() { list.string(value) }
    }
    (self.name, value, isArray) = (name, writer.text, true)
  }

  /// `event`, `mode`, `kinds`, `accounts` and `regions` of one message.
  static func all(_ event: String, of report: SweepReport, kinds: [String], places: [(account: String, region: String?)])
    -> [MessageAttribute]
  {
    let lists = [
      ("kinds", kinds.map { $0.replacing(" ", with: "_") }), ("accounts", places.map(\.account)), ("regions", places.compactMap(\.region)),
    ]
    return [MessageAttribute("event", event), MessageAttribute("mode", report.mode.rawValue)]
      + lists.filter { !$0.1.isEmpty }.map { MessageAttribute($0.0, Set($0.1)) }
  }
}
