extension JSONReader {
  /// Reads a value of this type.
  public mutating func value<T: JSONReadable>(_ type: T.Type) throws(JSONError) -> T {
    try T(from: &self)
  }

  /// Reads an array of values of this type.
  public mutating func values<T: JSONReadable>(_ type: T.Type) throws(JSONError) -> [T] {
    var values: [T] = []
    try array { reader throws(JSONError) in values.append(try T(from: &reader)) }
    return values
  }

  /// Reads an array of strings.
  public mutating func strings() throws(JSONError) -> [String] {
    var strings: [String] = []
    try array { reader throws(JSONError) in strings.append(try reader.string()) }
    return strings
  }

  /// Reads a string, or nil for null.
  public mutating func stringIfPresent() throws(JSONError) -> String? { try null() ? nil : try string() }

  /// Reads a whole number, or nil for null.
  public mutating func intIfPresent() throws(JSONError) -> Int? { try null() ? nil : try int() }

  /// Reads a number, or nil for null.
  public mutating func doubleIfPresent() throws(JSONError) -> Double? { try null() ? nil : try double() }

  /// Reads true or false, or nil for null.
  public mutating func boolIfPresent() throws(JSONError) -> Bool? { try null() ? nil : try bool() }

  /// Reads a value of this type, or nil for null.
  public mutating func valueIfPresent<T: JSONReadable>(_ type: T.Type) throws(JSONError) -> T? { try null() ? nil : try T(from: &self) }
}
