import CLibcrypto

/// SHA-1, by libcrypto: no protection, but what AWS's tools name the files of their caches by.
public enum SHA1 {
  /// The digest of `bytes` in 40 lower-case hexadecimal digits.
  public static func hex(_ bytes: [UInt8]) -> String {
    let digest = [UInt8](unsafeUninitializedCapacity: Int(SHA_DIGEST_LENGTH)) { buffer, count in
      _ = bytes.withUnsafeBytes { CLibcrypto.SHA1($0.bindMemory(to: UInt8.self).baseAddress, bytes.count, buffer.baseAddress) }
      count = Int(SHA_DIGEST_LENGTH)
    }
    return Hex.string(digest)
  }
}
