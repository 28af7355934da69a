internal import CLibcurl

/// One raw connection on the loop thread.
final class RawSocket {
  typealias ID = Int

  struct Send {
    let bytes: [UInt8]
    var sent = 0
    /// Offered to libcurl at least once: TLS may hold a part that nobody can take back.
    var isBegun = false
    let deadline: Duration?
    let waiter: Waiter<Void>
  }

  struct Receive {
    let deadline: Duration?
    let waiter: Waiter<[UInt8]>
  }

  enum State {
    case connecting(Waiter<ID>)
    case open
    case ended(NetworkError)
  }

  let id: ID
  let endpoint: Endpoint
  let handle: EasyHandle
  var state: State
  var sends = FIFO<Send>()
  var receives = FIFO<Receive>()
  /// Speaks instead of sends and receives.
  var service: RawService?
  /// Worth trying; false after libcurl said "again", until the poll reports the socket.
  var isReadable = true
  var isWritable = true
  /// Bytes that came before anybody asked for them.
  var early: [UInt8] = []
  /// The peer has closed its side: every further receive is empty.
  var isAtEnd = false

  init(id: ID, endpoint: Endpoint, handle: EasyHandle, waiter: Waiter<ID>) {
    self.id = id
    self.endpoint = endpoint
    self.handle = handle
    state = .connecting(waiter)
  }

  /// What to poll for: nothing unless an operation waits. While connecting, libcurl polls by itself.
  var interest: curl_waitfd? {
    guard case .open = state else { return nil }
    let isReceiving = service != nil || !receives.isEmpty
    let isSending = service?.hasUnsent ?? !sends.isEmpty
    let events = (isReceiving ? CURL_WAIT_POLLIN : 0) | (isSending ? CURL_WAIT_POLLOUT : 0)
    let descriptor = clibcurl_getinfo_socket(handle.curl)
    if events == 0 || descriptor == CURL_SOCKET_BAD { return nil }
    return curl_waitfd(fd: descriptor, events: Int16(events), revents: 0)
  }
}
