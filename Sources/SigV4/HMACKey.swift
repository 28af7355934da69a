/// A key of HMAC-SHA256 (RFC 2104) with both padded blocks already hashed: two of the four compressions of a short message are saved.
struct HMACKey: Sendable {
  private static let blockSize = 64
  private let inner: SHA256
  private let outer: SHA256

  init(_ key: [UInt8]) {
    var block = key.count > Self.blockSize ? SHA256.digest(key) : key
    block.append(contentsOf: repeatElement(0, count: Self.blockSize - block.count))
    var inner = SHA256()
    inner.update(block.map { $0 ^ 0x36 })
    var outer = SHA256()
    outer.update(block.map { $0 ^ 0x5c })
    self.inner = inner
    self.outer = outer
  }

  func code(_ message: [UInt8]) -> [UInt8] {
    var inner = inner
    inner.update(message)
    var outer = outer
    outer.update(inner.digest)
    return outer.digest
  }
}
