internal import CHiredis

/// hiredis' reader, which turns any pieces of a stream into whole replies. Used by one task at a time.
///
/// The reader calls `RESPBuilder` for what it finds, so that no reply is first made by hiredis and then once more by us.
final class RESPDecoder {
  /// Fed in one go. The reader moves what is left of its buffer each time it has read a kilobyte, which for large pieces costs more than reading.
  private static let portion = 16 << 10

  private let reader: UnsafeMutablePointer<redisReader>
  private let functions: UnsafeMutablePointer<redisReplyObjectFunctions>
  private let builder: UnsafeMutablePointer<RESPBuilder>

  init() throws(RedisError) {
    functions = .allocate(capacity: 1)
    functions.initialize(to: RESPBuilder.functions)
    guard let reader = redisReaderCreateWithFunctions(functions) else {
      functions.deallocate()
      throw RedisError(.protocol, "out of memory for replies")
    }
    self.reader = reader
    // The buffer is kept up to this size instead of being freed after each large reply.
    reader.pointee.maxbuf = 1 << 20
    builder = .allocate(capacity: 1)
    builder.initialize(to: RESPBuilder())
    reader.pointee.privdata = UnsafeMutableRawPointer(builder)
  }

  deinit {
    redisReaderFree(reader)
    functions.deallocate()
    builder.deinitialize(count: 1)
    builder.deallocate()
  }

  /// The replies that `bytes` complete, in order.
  func replies(completedBy bytes: [UInt8]) throws(RedisError) -> [RESPValue] {
    let isValid = bytes.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let portion = UnsafeRawBufferPointer(rebasing: rest.prefix(Self.portion))
        rest = rest.dropFirst(portion.count)
        guard redisReaderFeed(reader, portion.baseAddress?.assumingMemoryBound(to: CChar.self), portion.count) == REDIS_OK else {
          return false
        }
        var reply: UnsafeMutableRawPointer?
        repeat {
          guard redisReaderGetReply(reader, &reply) == REDIS_OK else { return false }
        } while reply != nil
      }
      return true
    }
    if !isValid { throw broken() }
    return builder.pointee.take()
  }

  private func broken() -> RedisError {
    let text = withUnsafeBytes(of: reader.pointee.errstr) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    return RedisError(.protocol, "the server's reply is not valid: \(text)")
  }
}
