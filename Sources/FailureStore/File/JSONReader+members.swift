import AgentHealth
import WireFormats

extension JSONReader {
  /// The last millisecond of the year 9999: no time of ours is later, and sums of such times cannot overflow.
  private static let lastMillisecond = 253_402_300_799_999

  /// Reads a time in milliseconds since 1970.
  mutating func timestamp() throws(JSONError) -> Timestamp {
    let place = self
    let value = try int()
    guard (0...Self.lastMillisecond).contains(value) else {
      throw place.error("found \(value), expected milliseconds since 1970, 0 to \(Self.lastMillisecond)")
    }
    return Timestamp(milliseconds: Int64(value))
  }

  /// Reads a whole number within a range.
  mutating func int(in range: ClosedRange<Int>) throws(JSONError) -> Int {
    let place = self
    let value = try int()
    guard range.contains(value) else { throw place.error("found \(value), expected \(range.lowerBound) to \(range.upperBound)") }
    return value
  }

  /// The value of a member that must be there; the error stands at this reader, where the object begins.
  func require<Value>(_ value: Value?, _ name: String) throws(JSONError) -> Value {
    guard let value else { throw missing(name) }
    return value
  }

  /// The error for a member that is not there.
  func missing(_ name: String) -> JSONError { error("found no \"\(name)\", expected one in this object") }

  /// The error for a member that this layout does not have.
  func unknown(_ key: JSONKey) -> JSONError { error("found the unknown key \"\(key.string)\"", at: position(of: key)) }
}
