import NIOCore

/// Builds JSON into a buffer: commas are placed here, everything else is the caller's.
struct JSONText {
  var buffer: ByteBuffer
  private var needsComma = false

  init(capacity: Int = 512) {
    buffer = ByteBufferAllocator().buffer(capacity: capacity)
  }

  mutating func object(_ body: (inout JSONText) -> Void) {
    separate()
    buffer.writeStaticString("{")
    needsComma = false
    body(&self)
    buffer.writeStaticString("}")
    needsComma = true
  }

  mutating func array(_ body: (inout JSONText) -> Void) {
    separate()
    buffer.writeStaticString("[")
    needsComma = false
    body(&self)
    buffer.writeStaticString("]")
    needsComma = true
  }

  mutating func key(_ name: String) {
    separate()
    quote(name)
    buffer.writeStaticString(":")
    needsComma = false
  }

  mutating func value(_ text: String) {
    separate()
    quote(text)
    needsComma = true
  }

  /// Text that is JSON already: a number, a word, or a rendered part.
  mutating func raw(_ text: String) {
    separate()
    buffer.writeString(text)
    needsComma = true
  }

  mutating func raw(_ part: ByteBuffer) {
    separate()
    buffer.writeImmutableBuffer(part)
    needsComma = true
  }

  mutating func member(_ name: String, _ text: String?) {
    guard let text else { return }
    key(name)
    value(text)
  }

  mutating func member(_ name: String, _ number: Int) {
    key(name)
    raw(String(number))
  }

  mutating func member(_ name: String, _ number: Double) {
    key(name)
    raw(number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number))
  }

  mutating func member(_ name: String, _ flag: Bool) {
    key(name)
    raw(flag ? "true" : "false")
  }

  mutating func member(_ name: String, _ texts: [String]) {
    key(name)
    array { list in
      for text in texts { list.value(text) }
    }
  }

  private mutating func separate() {
    if needsComma { buffer.writeStaticString(",") }
  }

  private mutating func quote(_ text: String) {
    buffer.writeStaticString("\"")
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
      buffer.writeString(text)
    } else {
      for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": buffer.writeStaticString("\\\"")
        case "\\": buffer.writeStaticString("\\\\")
        case "\n": buffer.writeStaticString("\\n")
        case let control where control.value < 0x20:
          let digits = String(control.value, radix: 16)
          buffer.writeString("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
        default: buffer.writeString(String(Character(scalar)))
        }
      }
    }
    buffer.writeStaticString("\"")
  }

  /// `text` as a JSON string, quotes included.
  static func quoted(_ text: String) -> String {
    var json = JSONText(capacity: text.utf8.count + 2)
    json.value(text)
    return String(buffer: json.buffer)
  }
}
