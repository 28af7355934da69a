import CLibcrypto

/// SHA-256 and HMAC-SHA-256 by libcrypto.
enum Digest {
  static func sha256(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 32) { out, count in
      _ = SHA256(bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count, out.baseAddress)
      count = 32
    }
  }

  static func sha256(_ bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBytes { sha256($0) }
  }

  static func hmac(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 32) { out, count in
      _ = HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, out.baseAddress, nil)
      count = 32
    }
  }

  static func appendHex(_ bytes: [UInt8], to text: inout [UInt8]) {
    for byte in bytes {
      text.append(hexDigits[Int(byte >> 4)])
      text.append(hexDigits[Int(byte & 15)])
    }
  }

  static func hex(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    appendHex(bytes, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  private static let hexDigits = Array("0123456789abcdef".utf8)
}
