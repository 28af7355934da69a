internal import CLibcurl

extension LoopThread {
  /// Bytes moved for one connection in one turn: a large pipeline must not hold up the others.
  static let share = 1 << 20

  // MARK: Submissions

  func connect(_ endpoint: Endpoint, tls: TLS?, timeout: Duration, waiter: Waiter<RawSocket.ID>) {
    if waiter.ticket.isCancelled { return waiter.finish(.failure(.cancelled)) }
    guard let handle = EasyHandle(settings) else {
      return waiter.finish(.failure(NetworkError(.other(Int(CURLE_OUT_OF_MEMORY.rawValue)), "\(endpoint): out of memory")))
    }
    lastSocket += 1
    let socket = RawSocket(id: lastSocket, endpoint: endpoint, handle: handle, waiter: waiter)
    handle.owner = .socket(socket)
    handle.set(CURLOPT_URL, string: endpoint.description)
    handle.set(CURLOPT_CONNECT_ONLY, 1)
    handle.set(CURLOPT_CONNECTTIMEOUT_MS, timeout.curlMilliseconds)
    handle.set(CURLOPT_FRESH_CONNECT, 1)
    // After a failover the same name leads elsewhere.
    handle.set(CURLOPT_DNS_CACHE_TIMEOUT, 0)
    // An http proxy of the environment is not for us, though the URL says http.
    handle.set(CURLOPT_PROXY, string: "")
    handle.set(CURLOPT_SSL_ENABLE_ALPN, 0)
    handle.set(CURLOPT_TCP_KEEPALIVE, 1)
    if let tls {
      handle.setTrust(caFile: tls.caFile ?? settings.caFile)
      handle.set(CURLOPT_SSLCERT, string: tls.certificateFile)
      handle.set(CURLOPT_SSLKEY, string: tls.keyFile)
    }
    sockets[socket.id] = socket
    active[ObjectIdentifier(waiter.ticket)] = .socket(socket)
    curl_multi_add_handle(multi, handle.curl)
  }

  func send(_ bytes: [UInt8], on id: RawSocket.ID, timeout: Duration?, waiter: Waiter<Void>) {
    guard let socket = usable(id, waiter) else { return }
    active[ObjectIdentifier(waiter.ticket)] = .socket(socket)
    socket.sends.append(RawSocket.Send(bytes: bytes, deadline: timeout.map { settings.monotonic() + $0 }, waiter: waiter))
  }

  func receive(on id: RawSocket.ID, timeout: Duration?, waiter: Waiter<[UInt8]>) {
    guard let socket = usable(id, waiter) else { return }
    active[ObjectIdentifier(waiter.ticket)] = .socket(socket)
    socket.receives.append(RawSocket.Receive(deadline: timeout.map { settings.monotonic() + $0 }, waiter: waiter))
  }

  func close(_ id: RawSocket.ID) {
    guard let socket = sockets.removeValue(forKey: id) else { return }
    fail(socket, NetworkError(.connectionLost, "\(socket.endpoint): the connection was closed"))
  }

  func usable<Value>(_ id: RawSocket.ID, _ waiter: Waiter<Value>) -> RawSocket? {
    guard let socket = sockets[id] else {
      waiter.finish(.failure(NetworkError(.connectionLost, "the connection was closed")))
      return nil
    }
    if case .ended(let error) = socket.state {
      waiter.finish(.failure(error))
      return nil
    }
    if socket.service != nil {
      waiter.finish(.failure(NetworkError(.connectionLost, "\(socket.endpoint): a handler speaks on this connection")))
      return nil
    }
    if waiter.ticket.isCancelled {
      waiter.finish(.failure(.cancelled))
      return nil
    }
    return socket
  }

  // MARK: Events

  func connected(_ socket: RawSocket, result: CURLcode) {
    guard case .connecting(let waiter) = socket.state else { return }
    if result != CURLE_OK {
      let error = NetworkError(
        result, detail: socket.handle.detail, endpoint: socket.endpoint.description, connected: false)
      sockets[socket.id] = nil
      return fail(socket, error)
    }
    counters.add(requests: 0, connections: 1)
    socket.state = .open
    attach(socket)
    active[ObjectIdentifier(waiter.ticket)] = nil
    waiter.finish(.success(socket.id))
  }

  func cancel(_ ticket: Ticket, on socket: RawSocket) {
    end(socket, .cancelled) { $0 === ticket }
  }

  /// Moves bytes where it is possible and ends what is overdue.
  func serveSockets() {
    for socket in sockets.values {
      guard case .open = socket.state else { continue }
      if let service = socket.service {
        serve(socket, service)
        continue
      }
      if socket.isWritable && !socket.sends.isEmpty { write(socket) }
      if socket.isReadable && !socket.receives.isEmpty { read(socket) }
      if let now = overdue(socket) {
        let expired = Set(socket.deadlines.filter { $0.deadline <= now }.map { ObjectIdentifier($0.ticket) })
        end(socket, NetworkError(.timedOut, "\(socket.endpoint): no answer in time")) { expired.contains(ObjectIdentifier($0)) }
      }
    }
  }

  /// A first look at the socket, though nobody has asked. Until the first read or write libcurl counts the connection as idle, and closes it under us
  /// when it finds it closed by the peer while it looks for dead connections (7.88).
  private func attach(_ socket: RawSocket) {
    var count = 0
    let result = curl_easy_recv(socket.handle.curl, scratch.baseAddress, scratch.count, &count)
    if result == CURLE_OK {
      socket.early.append(contentsOf: scratch[..<count])
      socket.isAtEnd = count == 0
    }
  }

  // MARK: Bytes

  private func write(_ socket: RawSocket) {
    var budget = Self.share
    while budget > 0, var send = socket.sends.first {
      var count = 0
      var result = CURLE_OK
      if send.sent < send.bytes.count {
        result = send.bytes.withUnsafeBytes { bytes in
          curl_easy_send(socket.handle.curl, bytes.baseAddress.map { $0 + send.sent }, bytes.count - send.sent, &count)
        }
      }
      send.isBegun = true
      switch result {
      case CURLE_OK:
        send.sent += count
        budget -= count
      case CURLE_AGAIN:
        socket.isWritable = false
        budget = 0
      default:
        return fail(socket, NetworkError(result, detail: socket.handle.detail, endpoint: socket.endpoint.description, connected: true))
      }
      if send.sent == send.bytes.count {
        _ = socket.sends.popFirst()
        active[ObjectIdentifier(send.waiter.ticket)] = nil
        send.waiter.finish(.success(()))
      } else {
        socket.sends.replaceFirst(send)
      }
    }
  }

  /// One receive takes what is there, up to `share`; TLS may hold decrypted bytes that no poll reports, so it is tried before each poll.
  private func read(_ socket: RawSocket) {
    var bytes = socket.early
    socket.early = []
    var result = CURLE_OK
    while result == CURLE_OK && !socket.isAtEnd && bytes.count < Self.share {
      var count = 0
      result = curl_easy_recv(socket.handle.curl, scratch.baseAddress, scratch.count, &count)
      if result == CURLE_OK {
        bytes.append(contentsOf: scratch[..<count])
        socket.isAtEnd = count == 0
      }
    }
    if result == CURLE_AGAIN { socket.isReadable = false }
    if bytes.isEmpty && !socket.isAtEnd {
      if result == CURLE_AGAIN { return }
      return fail(socket, NetworkError(result, detail: socket.handle.detail, endpoint: socket.endpoint.description, connected: true))
    }
    guard let receive = socket.receives.popFirst() else { return }
    active[ObjectIdentifier(receive.waiter.ticket)] = nil
    receive.waiter.finish(.success(bytes))
  }
}
