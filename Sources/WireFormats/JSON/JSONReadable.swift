/// A value that reads itself from JSON.
public protocol JSONReadable {
  /// Reads exactly one value.
  init(from reader: inout JSONReader) throws(JSONError)
}
