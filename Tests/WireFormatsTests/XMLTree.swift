import WireFormats

/// Any XML document without attributes: elements with either children or text.
struct XMLTree: Equatable, CustomStringConvertible {
  var name: String
  var children: [XMLTree] = []
  var text = ""

  init(_ name: String, _ text: String = "", _ children: [XMLTree] = []) {
    self.name = name
    self.text = text
    self.children = children
  }

  init(_ bytes: [UInt8]) throws(XMLError) {
    var reader = XMLReader(bytes)
    var root: XMLTree?
    try reader.document { name, reader throws(XMLError) in root = try XMLTree(name, &reader) }
    guard let root else { throw reader.error("found nothing") }
    self = root
  }

  /// Whether an element holds children or text only shows when read: a copy of the reader tries.
  private init(_ name: XMLName, _ reader: inout XMLReader) throws(XMLError) {
    self.name = name.string
    var attempt = reader
    if let text = try? attempt.text() {
      self.text = text
      reader = attempt
      return
    }
    var children: [XMLTree] = []
    try reader.children { name, reader throws(XMLError) in children.append(try XMLTree(name, &reader)) }
    self.children = children
  }

  var description: String {
    "<\(name)>\(text)\(children.map(\.description).joined())</\(name)>"
  }
}

/// Passes over a whole document.
func skipXML(_ bytes: [UInt8]) throws(XMLError) {
  var reader = XMLReader(bytes)
  try reader.document { _, _ in }
}
