internal import Glibc

/// One accepted connection, used by its own thread, blocking.
public final class LoopbackSocket: Sendable {
  private let descriptor: Int32
  /// 1 for the listener's first connection, and so on.
  public let number: Int

  init(descriptor: Int32, number: Int) {
    self.descriptor = descriptor
    self.number = number
  }

  /// What is there, at most `limit` bytes; `nil` when the peer has closed or the listener stops.
  public func read(limit: Int = 64 << 10) -> [UInt8]? {
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      count = max(0, recv(descriptor, buffer.baseAddress, limit, 0))
    }
    return bytes.isEmpty ? nil : bytes
  }

  /// False when the peer is gone.
  @discardableResult
  public func write(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        send(descriptor, $0.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return false }
      sent += count
    }
    return true
  }

  /// Reads until the peer closes or the listener stops.
  public func drain() {
    while read() != nil {}
  }

  /// Makes the closing of this connection a reset (RST) instead of an orderly end.
  public func resetOnClose() {
    var option = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
  }
}
