internal import CHiredis

/// Puts the values together that hiredis' reader finds: it tells of an array before its elements.
struct RESPBuilder {
  private var replies: [RESPValue] = []
  /// Arrays that are not complete, the outermost first.
  private var open: [(elements: [RESPValue], count: Int)] = []

  /// The whole replies so far.
  mutating func take() -> [RESPValue] {
    defer { replies = [] }
    return replies
  }

  private mutating func add(_ value: RESPValue) {
    if open.isEmpty { return replies.append(value) }
    open[open.count - 1].elements.append(value)
    while let last = open.last, last.elements.count == last.count {
      open.removeLast()
      if open.isEmpty { return replies.append(.array(last.elements)) }
      open[open.count - 1].elements.append(.array(last.elements))
    }
  }

  private mutating func beginArray(_ count: Int) {
    if count == 0 { return add(.array([])) }
    var elements: [RESPValue] = []
    // An announcement is only a claim: beyond this, memory is taken when the elements come.
    elements.reserveCapacity(min(count, 1024))
    open.append((elements, count))
  }

  /// What hiredis' reader calls. It wants an object for each value and looks at none: any address but null will do.
  static let functions = redisReplyObjectFunctions(
    createString: { task, bytes, count in
      guard let task, let bytes else { return nil }
      let buffer = UnsafeRawBufferPointer(start: bytes, count: count)
      switch task.pointee.type {
      case REDIS_REPLY_STATUS: builder(task)?.pointee.add(.status(String(decoding: buffer, as: UTF8.self)))
      case REDIS_REPLY_ERROR: builder(task)?.pointee.add(.error(String(decoding: buffer, as: UTF8.self)))
      default: builder(task)?.pointee.add(.bulk(Array(buffer)))
      }
      return token
    },
    createArray: { task, count in
      builder(task)?.pointee.beginArray(Int(count))
      return token
    },
    createInteger: { task, number in
      builder(task)?.pointee.add(.integer(Int(number)))
      return token
    },
    createNil: { task in
      builder(task)?.pointee.add(.null)
      return token
    },
    freeObject: { _ in })

  private static var token: UnsafeMutableRawPointer? { UnsafeMutableRawPointer(bitPattern: 1) }

  private static func builder(_ task: UnsafePointer<redisReadTask>?) -> UnsafeMutablePointer<RESPBuilder>? {
    task?.pointee.privdata?.assumingMemoryBound(to: RESPBuilder.self)
  }
}
