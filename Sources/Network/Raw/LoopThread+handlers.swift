internal import CLibcurl

extension LoopThread {
  func serve(_ id: RawSocket.ID, with handler: RawHandler, waiter: Waiter<Void>) {
    guard let socket = usable(id, waiter) else { return }
    socket.service = RawService(handler, waiter: waiter, now: settings.monotonic())
  }

  func prompt(_ id: RawSocket.ID) {
    sockets[id]?.service?.isPrompted = true
  }

  /// Lets a handler send, receive, and look at the time.
  func serve(_ socket: RawSocket, _ service: RawService) {
    write(socket, service)
    if socket.service === service { read(socket, service) }
    if socket.service !== service { return }
    let now = settings.monotonic()
    if now < service.nextTick { return }
    service.nextTick = now + service.handler.interval
    if !service.handler.tick() { finish(socket, service) }
  }

  private func write(_ socket: RawSocket, _ service: RawService) {
    var budget = Self.share
    while socket.isWritable && budget > 0 {
      if !service.hasUnsent {
        if !service.isPrompted { return }
        (service.bytes, service.sent) = (service.handler.next(), 0)
        if service.bytes.isEmpty {
          service.isPrompted = false
          return
        }
      }
      var count = 0
      let result = service.bytes.withUnsafeBytes { bytes in
        curl_easy_send(socket.handle.curl, bytes.baseAddress.map { $0 + service.sent }, bytes.count - service.sent, &count)
      }
      switch result {
      case CURLE_OK:
        service.sent += count
        budget -= count
      case CURLE_AGAIN:
        socket.isWritable = false
      default:
        return fail(socket, NetworkError(result, detail: socket.handle.detail, endpoint: socket.endpoint.description, connected: true))
      }
    }
  }

  /// As for `receive`, TLS may hold decrypted bytes that no poll reports: it is read until nothing is left.
  private func read(_ socket: RawSocket, _ service: RawService) {
    if !socket.early.isEmpty {
      let early = socket.early
      socket.early = []
      if !service.handler.received(early) { return finish(socket, service) }
    }
    var budget = Self.share
    while socket.isReadable && budget > 0 {
      var count = 0
      let result = socket.isAtEnd ? CURLE_OK : curl_easy_recv(socket.handle.curl, scratch.baseAddress, scratch.count, &count)
      switch result {
      case CURLE_OK where count == 0:
        return fail(socket, NetworkError(.connectionLost, "\(socket.endpoint) closed the connection"))
      case CURLE_OK:
        budget -= count
        if !service.handler.received(Array(UnsafeRawBufferPointer(rebasing: scratch[..<count]))) { return finish(socket, service) }
      case CURLE_AGAIN:
        socket.isReadable = false
      default:
        return fail(socket, NetworkError(result, detail: socket.handle.detail, endpoint: socket.endpoint.description, connected: true))
      }
    }
  }

  /// The handler wants no more.
  private func finish(_ socket: RawSocket, _ service: RawService) {
    socket.service = nil
    service.waiter.finish(.success(()))
    fail(socket, NetworkError(.connectionLost, "\(socket.endpoint): the connection was closed"))
  }
}
