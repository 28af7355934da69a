import NIOCore

/// The fields of a query or ec2 request: `application/x-www-form-urlencoded`, lists as `Name.member.N` or `Name.N`.
struct FormFields: Sendable {
  private let fields: [String: String]

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    var fields: [String: String] = [:]
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "&")) ?? bytes.count
      let middle = bytes[start..<end].firstIndex(of: UInt8(ascii: "=")) ?? end
      let value = middle < end ? Self.decode(bytes[(middle + 1)..<end]) : ""
      if middle > start { fields[Self.decode(bytes[start..<middle])] = value }
      start = end + 1
    }
    self.fields = fields
  }

  init(_ body: ByteBuffer) {
    self = body.withUnsafeReadableBytes { FormFields($0.bindMemory(to: UInt8.self)) }
  }

  init() {
    fields = [:]
  }

  subscript(name: String) -> String? {
    fields[name]
  }

  /// A list as query writes it, `Name.member.1 …`; `nil` where the field is absent, empty for `Name=`.
  func members(_ name: String) -> [String]? {
    list(name + ".member.") ?? (fields[name] == nil ? nil : [])
  }

  /// A list as ec2 writes it, `Name.1 …`; `nil` where the field is absent.
  func items(_ name: String) -> [String]? {
    list(name + ".")
  }

  /// How many structs `Name.N.…` (or `Name.member.N.…`) there are, numbered from 1, told by the presence of `key`.
  func count(_ prefix: String, having key: String) -> Int {
    var count = 0
    while fields["\(prefix).\(count + 1).\(key)"] != nil { count += 1 }
    return count
  }

  private func list(_ prefix: String) -> [String]? {
    guard let first = fields[prefix + "1"] else { return nil }
    var values = [first]
    while let next = fields[prefix + String(values.count + 1)] { values.append(next) }
    return values
  }

  private static func decode(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String {
    guard bytes.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else {
      return String(decoding: bytes, as: UTF8.self)
    }
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var at = bytes.startIndex
    while at < bytes.endIndex {
      if bytes[at] == UInt8(ascii: "%"), at + 2 < bytes.endIndex, let byte = hexByte(bytes[at + 1], bytes[at + 2]) {
        decoded.append(byte)
        at += 3
      } else {
        decoded.append(bytes[at] == UInt8(ascii: "+") ? 0x20 : bytes[at])
        at += 1
      }
    }
    return String(decoding: decoded, as: UTF8.self)
  }

  private static func hexByte(_ high: UInt8, _ low: UInt8) -> UInt8? {
    guard let high = hexDigit(high), let low = hexDigit(low) else { return nil }
    return high << 4 | low
  }

  private static func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
