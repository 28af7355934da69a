import CLibcrypto

/// SHA-256 over pieces, by libcrypto.
///
/// A value: copying one keeps what was hashed so far, which is what makes a cached HMAC key cheap.
public struct SHA256: Sendable {
  private var context = SHA256_CTX()

  /// Starts with nothing hashed.
  public init() {
    SHA256_Init(&context)
  }

  /// Hashes some more bytes.
  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { buffer in
      _ = SHA256_Update(&context, buffer.baseAddress, buffer.count)
    }
  }

  /// The 32 bytes of the digest. More can be hashed afterwards, as if it had not been asked for.
  public var digest: [UInt8] {
    var last = context
    return [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { buffer, count in
      SHA256_Final(buffer.baseAddress, &last)
      count = Int(SHA256_DIGEST_LENGTH)
    }
  }

  /// The 32 bytes of the digest of `bytes`.
  public static func digest(_ bytes: [UInt8]) -> [UInt8] {
    var hash = SHA256()
    hash.update(bytes)
    return hash.digest
  }

  /// The digest of `bytes` in 64 lower-case hexadecimal digits.
  public static func hex(_ bytes: [UInt8]) -> String {
    Hex.string(digest(bytes))
  }
}
