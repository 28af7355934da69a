/// A request as the loopback server read it.
public struct ServerRequest: Sendable {
  /// `GET`, `POST`, …
  public let method: String
  /// Path and query as sent; an absolute URL when the client took the server for a proxy.
  public let target: String
  /// In the order of the wire.
  public let headers: [(name: String, value: String)]
  /// The body, by `Content-Length`.
  public let body: [UInt8]
  /// The number of the connection that it came on, from 1.
  public let connection: Int

  /// The first header of this name, in any case.
  public func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}

/// What the loopback server does with a request.
public enum ServerAnswer: Sendable {
  /// An ordinary answer with `Content-Length`; the connection stays open.
  case response(status: Int = 200, headers: [(name: String, value: String)] = [], body: [UInt8] = [])
  /// An ordinary 200 answer with this text.
  public static func text(_ text: String) -> ServerAnswer { .response(body: Array(text.utf8)) }
  /// A head that announces `announced` bytes, this body, and the end of the connection.
  case cut(announced: Int, body: [UInt8])
  /// The end of the connection instead of an answer.
  case close
  /// No answer at all; the connection stays open.
  case silence
  /// These bytes as they are; the connection stays open.
  case bytes([UInt8])
  /// An ordinary 200 answer that does not say so, and the end of the connection after it: an idle connection closed by the server.
  case textThenClose(String)
}

/// A tiny HTTP/1.1 server on 127.0.0.1 with faults, one blocking thread for each connection.
public struct LoopbackServer: Sendable {
  private let listener: LoopbackListener

  init(listener: LoopbackListener) {
    self.listener = listener
  }

  /// The port it listens on.
  public var port: Int { listener.port }
  /// `http://127.0.0.1:PORT`
  public var url: String { "http://127.0.0.1:\(port)" }
  /// Connections accepted so far.
  public var accepted: Int { listener.accepted }
  /// Connections open now, as far as the peer's closing was noticed.
  public var open: Int { listener.open }

  static func serve(_ socket: LoopbackSocket, _ answer: (ServerRequest) -> ServerAnswer) {
    var buffer: [UInt8] = []
    while let request = readRequest(socket, &buffer) {
      switch answer(request) {
      case .response(let status, let headers, let body):
        let lines = headers.map { "\($0.name): \($0.value)\r\n" }.joined()
        let head = "HTTP/1.1 \(status) Status\r\nContent-Length: \(body.count)\r\n\(lines)\r\n"
        if !socket.write(Array(head.utf8) + (request.method == "HEAD" ? [] : body)) { return }
      case .cut(let announced, let body):
        socket.write(Array("HTTP/1.1 200 OK\r\nContent-Length: \(announced)\r\n\r\n".utf8) + body)
        return
      case .close:
        return
      case .silence:
        socket.drain()
        return
      case .bytes(let bytes):
        if !socket.write(bytes) { return }
      case .textThenClose(let text):
        socket.write(Array("HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)".utf8))
        return
      }
    }
  }

  private static func readRequest(_ socket: LoopbackSocket, _ buffer: inout [UInt8]) -> ServerRequest? {
    while true {
      if let end = buffer.indices.first(where: { buffer[$0...].starts(with: "\r\n\r\n".utf8) }) {
        let lines = String(decoding: buffer[..<end], as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
        let words = lines[0].split(separator: " ")
        let headers = lines.dropFirst().map { line in
          let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
          let value = parts.count > 1 ? parts[1].drop { $0 == " " } : ""
          return (name: String(parts[0]), value: String(value))
        }
        let length = headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) } ?? 0
        while buffer.count < end + 4 + length {
          guard let more = socket.read() else { return nil }
          buffer += more
        }
        let body = Array(buffer[(end + 4)..<(end + 4 + length)])
        buffer.removeFirst(end + 4 + length)
        if words.count < 2 { return nil }
        return ServerRequest(method: String(words[0]), target: String(words[1]), headers: headers, body: body, connection: socket.number)
      }
      guard let more = socket.read() else { return nil }
      buffer += more
    }
  }
}

/// Serves HTTP while `body` runs. `answer` runs on the connection's thread and may block.
public func withLoopbackServer<Result>(
  _ answer: @escaping @Sendable (ServerRequest) -> ServerAnswer, during body: (LoopbackServer) async throws -> Result
) async throws -> Result {
  try await withLoopbackListener {
    LoopbackServer.serve($0, answer)
  } during: { listener in
    try await body(LoopbackServer(listener: listener))
  }
}
