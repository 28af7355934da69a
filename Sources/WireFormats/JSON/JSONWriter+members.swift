/// A key and its value in one call; nil writes nothing at all.
extension JSONWriter {
  /// Writes a string member, unless it is nil.
  public mutating func member(_ name: String, _ value: String?) {
    guard let value else { return }
    key(name)
    string(value)
  }

  /// Writes a whole-number member, unless it is nil.
  public mutating func member(_ name: String, _ value: Int?) {
    guard let value else { return }
    key(name)
    int(value)
  }

  /// Writes a number member, unless it is nil.
  @_disfavoredOverload
  public mutating func member(_ name: String, _ value: Double?) {
    guard let value else { return }
    key(name)
    double(value)
  }

  /// Writes a true-or-false member, unless it is nil.
  public mutating func member(_ name: String, _ value: Bool?) {
    guard let value else { return }
    key(name)
    bool(value)
  }

  /// Writes a member, unless it is nil.
  public mutating func member<T: JSONWritable>(_ name: String, _ value: T?) {
    guard let value else { return }
    key(name)
    value.write(to: &self)
  }

  /// Writes a member that is an array of strings, unless it is nil.
  public mutating func member(_ name: String, _ values: [String]?) {
    guard let values else { return }
    key(name)
    array { writer in
      for value in values { writer.string(value) }
    }
  }

  /// Writes a member that is an array of values, unless it is nil.
  public mutating func member<T: JSONWritable>(_ name: String, _ values: [T]?) {
    guard let values else { return }
    key(name)
    array { writer in
      for value in values { value.write(to: &writer) }
    }
  }

  /// Writes a member that is an object.
  public mutating func object(_ name: String, _ body: (inout JSONWriter) -> Void) {
    key(name)
    object(body)
  }

  /// Writes a member that is an array.
  public mutating func array(_ name: String, _ body: (inout JSONWriter) -> Void) {
    key(name)
    array(body)
  }
}
