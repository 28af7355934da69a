/// A message to people, as SNS takes it.
public struct Message: Hashable, Sendable {
  /// Printable ASCII, 1 to 99 characters: more than SNS asks for, so that no old client of a topic refuses it.
  public let subject: String
  /// Readable text of at most ``maximumBytes`` bytes of UTF-8, attributes included, at least one character.
  public let body: String
  /// For filter policies.
  public let attributes: [MessageAttribute]

  /// What SNS takes in one message, attributes and all.
  public static let maximumBytes = 262_144
  private static let maximumSubject = 99

  /// A message of `lines`, which are cut at a line where they are too many; `pointer` says where the rest is.
  init(subject: String, lines: [String], attributes: [MessageAttribute], pointer: String) {
    self.attributes = attributes
    self.subject = Printable.ascii(subject, atMost: Self.maximumSubject)
    let sizes = lines.map { $0.utf8.count + 1 }
    let most = Self.maximumBytes - attributes.map(\.size).reduce(0, +)
    guard sizes.reduce(0, +) > most else {
      body = lines.map { $0 + "\n" }.joined()
      return
    }
    var room = most - Self.cut(lines.count, pointer).utf8.count
    let kept = sizes.prefix { size in
      room -= size
      return room >= 0
    }.count
    body = lines.prefix(kept).map { $0 + "\n" }.joined() + Self.cut(lines.count - kept, pointer)
  }

  private static func cut(_ count: Int, _ pointer: String) -> String {
    "… and \(Figures.count(count, "more line")) that SNS has no room for: \(pointer)\n"
  }
}
