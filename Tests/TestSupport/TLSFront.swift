/// A process that terminates TLS on a port of 127.0.0.1 and passes the bytes on to another one.
public enum TLSFront {
  /// Python, because its `ssl` module is a TLS implementation that can serve, in a few lines.
  private static let program = """
    import socket, ssl, sys, threading
    certificate, key, target, clients = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    if clients:
        context.load_verify_locations(clients)
        context.verify_mode = ssl.CERT_REQUIRED
    lock = threading.Lock()

    def serve(plain):
        try:
            outer = context.wrap_socket(plain, server_side=True)
        except (ssl.SSLError, OSError):
            plain.close()
            return
        with lock:
            print("session reused" if outer.session_reused else "session new", outer.server_name if hasattr(outer, "server_name") else "", flush=True)
        inner = socket.create_connection(("127.0.0.1", target))
        outer.settimeout(0.0)
        inner.settimeout(0.0)
        pump(outer, inner)

    def pump(outer, inner):
        import select
        to_inner, to_outer = bytearray(), bytearray()
        ends = set()
        while True:
            readers = [s for s, buffer in ((outer, to_inner), (inner, to_outer)) if s not in ends and len(buffer) < 1 << 20]
            writers = [s for s, buffer in ((inner, to_inner), (outer, to_outer)) if buffer]
            if not readers and not writers:
                break
            pending = 0 if outer in readers and outer.pending() else None
            readable, writable, _ = select.select(readers, writers, [], pending)
            for source, buffer in ((outer, to_inner), (inner, to_outer)):
                if source in readable or (source is outer and outer in readers and pending == 0):
                    try:
                        data = source.recv(65536)
                        if data:
                            buffer += data
                        else:
                            ends.add(source)
                    except (ssl.SSLWantReadError, BlockingIOError):
                        pass
                    except (ssl.SSLError, OSError):
                        ends.add(source)
            for sink, buffer in ((inner, to_inner), (outer, to_outer)):
                if sink in writable:
                    try:
                        del buffer[:sink.send(buffer)]
                    except (ssl.SSLWantWriteError, ssl.SSLWantReadError, BlockingIOError):
                        pass
                    except (ssl.SSLError, OSError):
                        buffer.clear()
                        ends.update((inner, outer))
            if inner in ends and not to_outer or outer in ends and not to_inner:
                break
        inner.close()
        outer.close()

    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    print("port", listener.getsockname()[1], "ready", flush=True)
    while True:
        connection, _ = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=serve, args=(connection,), daemon=True).start()
    """

  /// Runs it while `body` runs, which gets its port and its process; the process prints `session new` or `session reused` for each handshake.
  /// - Parameter clientAuthority: when set, only clients with a certificate of this authority are served
  public static func with<Result>(
    _ certificate: CertificateAuthority.Certificate, to port: Int, clientAuthority: String = "",
    _ body: (Int, ChildProcess) async throws -> Result
  ) async throws -> Result {
    try await ChildProcess.with("python3", ["-c", program, certificate.certificateFile, certificate.keyFile, "\(port)", clientAuthority]) {
      process in
      try await process.waitForOutput("ready")
      let words = process.output.split(whereSeparator: \.isWhitespace)
      guard words.count > 1, let port = Int(words[1]) else { throw LoopbackError("the TLS front did not name its port") }
      return try await body(port, process)
    }
  }
}
