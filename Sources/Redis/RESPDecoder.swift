internal import CHiredis

/// hiredis' reader, which turns any pieces of a stream into whole replies. Used by one task at a time.
final class RESPDecoder {
  private let reader: UnsafeMutablePointer<redisReader>

  init() throws(RedisError) {
    guard let reader = redisReaderCreate() else { throw RedisError(.protocol, "out of memory for replies") }
    self.reader = reader
    // The buffer is kept up to this size instead of being freed after each large reply.
    reader.pointee.maxbuf = 1 << 20
  }

  deinit {
    redisReaderFree(reader)
  }

  /// The replies that `bytes` complete, in order.
  func replies(completedBy bytes: [UInt8]) throws(RedisError) -> [RESPValue] {
    let fed = bytes.withUnsafeBytes { redisReaderFeed(reader, $0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count) }
    if fed != REDIS_OK { throw broken() }
    var values: [RESPValue] = []
    while true {
      var reply: UnsafeMutableRawPointer?
      if redisReaderGetReply(reader, &reply) != REDIS_OK { throw broken() }
      guard let reply else { return values }
      defer { freeReplyObject(reply) }
      values.append(Self.value(reply.assumingMemoryBound(to: redisReply.self).pointee))
    }
  }

  private func broken() -> RedisError {
    let text = withUnsafeBytes(of: reader.pointee.errstr) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    return RedisError(.protocol, "the server's reply is not valid: \(text)")
  }

  private static func value(_ reply: redisReply) -> RESPValue {
    switch reply.type {
    case REDIS_REPLY_STATUS: return .status(text(reply))
    case REDIS_REPLY_ERROR: return .error(text(reply))
    case REDIS_REPLY_STRING: return .bulk(Array(bytes(reply)))
    case REDIS_REPLY_INTEGER: return .integer(Int(reply.integer))
    case REDIS_REPLY_ARRAY:
      return .array(UnsafeBufferPointer(start: reply.element, count: reply.elements).map { $0.map { value($0.pointee) } ?? .null })
    default: return .null
    }
  }

  private static func text(_ reply: redisReply) -> String { String(decoding: bytes(reply), as: UTF8.self) }

  private static func bytes(_ reply: redisReply) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: reply.str, count: reply.len) }
}
