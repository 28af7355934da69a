/// Writes the form body of a query or EC2 request, in botocore's encoding.
public struct FormWriter: Sendable {
  /// What was written so far.
  public private(set) var bytes: [UInt8] = []

  /// Nothing yet.
  init() {}

  init(action: String, version: String) {
    field("Action", action)
    field("Version", version)
  }

  /// One field; nil writes nothing.
  public mutating func field(_ name: String, _ value: String?) {
    guard let value else { return }
    if !bytes.isEmpty { bytes.append(UInt8(ascii: "&")) }
    encode(name)
    bytes.append(UInt8(ascii: "="))
    encode(value)
  }

  /// `true` or `false`.
  public mutating func field(_ name: String, _ value: Bool) {
    field(name, value ? "true" : "false")
  }

  /// A list, numbered from 1: `prefix` is what stands before the number, `InstanceId` in EC2, `InstanceIds.member` in query.
  public mutating func list(_ prefix: String, _ values: [String]) {
    for (index, value) in values.enumerated() { field("\(prefix).\(index + 1)", value) }
  }

  private mutating func encode(_ text: String) {
    let digits = "0123456789ABCDEF".utf8CString
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "~"):
        bytes.append(byte)
      case UInt8(ascii: " "):
        bytes.append(UInt8(ascii: "+"))
      default:
        bytes.append(UInt8(ascii: "%"))
        bytes.append(UInt8(bitPattern: digits[Int(byte >> 4)]))
        bytes.append(UInt8(bitPattern: digits[Int(byte & 15)]))
      }
    }
  }
}
