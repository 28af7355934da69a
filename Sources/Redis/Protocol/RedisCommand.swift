/// One command with its arguments. It becomes bytes when it goes out, straight into the piece that is sent.
public struct RedisCommand: Sendable, Equatable {
  /// The two commonest lengths stand for themselves, without an array for their words.
  private enum Words {
    case two(String, String)
    case three(String, String, String)
    case texts([String])
    case bytes([[UInt8]])
  }

  private let words: Words

  /// A command of texts: `RedisCommand("SET", key, "1")`.
  public init(_ words: String...) {
    self.init(words: words)
  }

  /// A command of two texts.
  public init(_ name: String, _ argument: String) {
    words = .two(name, argument)
  }

  /// A command of three texts.
  public init(_ name: String, _ argument: String, _ other: String) {
    words = .three(name, argument, other)
  }

  /// A command of texts.
  public init(words: [String]) {
    self.words = .texts(words)
  }

  /// A command of byte strings, the name first.
  public init(words: [[UInt8]]) {
    self.words = .bytes(words)
  }

  /// Whether they are the same on the wire.
  public static func == (one: RedisCommand, other: RedisCommand) -> Bool { one.encoded == other.encoded }

  /// As it goes over the wire.
  var encoded: [UInt8] { RESPEncoder.bytes(of: [[self]], size: encodedSize) }

  /// Bytes on the wire.
  var encodedSize: Int {
    switch words {
    case .two(let name, let argument): RESPEncoder.size(array: 2) + RESPEncoder.size(of: name) + RESPEncoder.size(of: argument)
    case .three(let name, let argument, let other):
      RESPEncoder.size(array: 3) + RESPEncoder.size(of: name) + RESPEncoder.size(of: argument) + RESPEncoder.size(of: other)
    case .texts(let words): words.reduce(RESPEncoder.size(array: words.count)) { $0 + RESPEncoder.size(of: $1) }
    case .bytes(let words): words.reduce(RESPEncoder.size(array: words.count)) { $0 + RESPEncoder.size(string: $1.count) }
    }
  }

  func encode(to encoder: inout RESPEncoder) {
    switch words {
    case .two(let name, let argument):
      encoder.beginArray(2)
      encoder.append(name)
      encoder.append(argument)
    case .three(let name, let argument, let other):
      encoder.beginArray(3)
      encoder.append(name)
      encoder.append(argument)
      encoder.append(other)
    case .texts(let words):
      encoder.beginArray(words.count)
      for word in words { encoder.append(word) }
    case .bytes(let words):
      encoder.beginArray(words.count)
      for word in words { word.withUnsafeBytes { encoder.append($0) } }
    }
  }

  /// A word by its place, from 0, the name's.
  func word(_ place: Int) -> [UInt8]? {
    switch words {
    case .two(let name, let argument): Self.word(place, of: [name, argument])
    case .three(let name, let argument, let other): Self.word(place, of: [name, argument, other])
    case .texts(let words): Self.word(place, of: words)
    case .bytes(let words): place < words.count ? words[place] : nil
    }
  }

  private static func word(_ place: Int, of words: [String]) -> [UInt8]? {
    place < words.count ? Array(words[place].utf8) : nil
  }
}
