import NIOCore

/// Builds the XML of the query and ec2 protocols, without white space between elements, as AWS writes it nearly everywhere.
struct XMLText {
  var buffer: ByteBuffer

  init(capacity: Int = 512) {
    buffer = ByteBufferAllocator().buffer(capacity: capacity)
  }

  mutating func element(_ name: String, namespace: String? = nil, _ body: (inout XMLText) -> Void) {
    buffer.writeStaticString("<")
    buffer.writeString(name)
    if let namespace {
      buffer.writeStaticString(" xmlns=\"")
      buffer.writeString(namespace)
      buffer.writeStaticString("\"")
    }
    buffer.writeStaticString(">")
    body(&self)
    buffer.writeStaticString("</")
    buffer.writeString(name)
    buffer.writeStaticString(">")
  }

  mutating func element(_ name: String, _ text: String?) {
    guard let text else { return }
    buffer.writeStaticString("<")
    buffer.writeString(name)
    buffer.writeStaticString(">")
    self.text(text)
    buffer.writeStaticString("</")
    buffer.writeString(name)
    buffer.writeStaticString(">")
  }

  mutating func element(_ name: String, _ number: Int) {
    element(name, String(number))
  }

  mutating func element(_ name: String, _ flag: Bool) {
    element(name, flag ? "true" : "false")
  }

  private mutating func text(_ text: String) {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: ">") }) else {
      buffer.writeString(text)
      return
    }
    for character in text {
      switch character {
      case "<": buffer.writeStaticString("&lt;")
      case ">": buffer.writeStaticString("&gt;")
      case "&": buffer.writeStaticString("&amp;")
      default: buffer.writeString(String(character))
      }
    }
  }
}
