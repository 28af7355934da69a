import Foundation

/// A bare HTTP/1.1 client over one blocking socket: it sends what it is told and reports what came, however broken.
final class RawClient {
  struct Reply: Equatable {
    var status: Int
    var headers: [String: String]
    var body: [UInt8]
    /// Whether the body has as many bytes as Content-Length said.
    var isWhole: Bool

    var text: String { String(decoding: body, as: UTF8.self) }
  }

  private let socketNumber: Int32

  init(port: Int) throws {
    socketNumber = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socketNumber, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw POSIXError(.ECONNREFUSED) }
    var timeout = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(socketNumber, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit {
    close(socketNumber)
  }

  /// Sends a request; `nil` where the connection was closed before a whole head came.
  func send(_ method: String, _ path: String, headers: [(String, String)], body: [UInt8]) -> Reply? {
    var bytes = Array("\(method) \(path) HTTP/1.1\r\n".utf8)
    for (name, value) in headers { bytes += Array("\(name): \(value)\r\n".utf8) }
    bytes += Array("Content-Length: \(body.count)\r\n\r\n".utf8) + body
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { Foundation.send(socketNumber, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { return nil }
      sent += count
    }
    return receive()
  }

  private func receive() -> Reply? {
    var received: [UInt8] = []
    let separator = Array("\r\n\r\n".utf8)
    var headEnd: Int?
    while headEnd == nil {
      guard readMore(&received) else { return nil }
      headEnd = received.firstRange(of: separator)?.lowerBound
    }
    guard let headEnd else { return nil }
    let lines = String(decoding: received[..<headEnd], as: UTF8.self).components(separatedBy: "\r\n")
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
    }
    var body = Array(received[(headEnd + 4)...])
    let length = Int(headers["content-length"] ?? "") ?? 0
    while body.count < length, readMore(&body) {}
    return Reply(status: Int(lines[0].split(separator: " ")[1]) ?? 0, headers: headers, body: body, isWhole: body.count == length)
  }

  private func readMore(_ bytes: inout [UInt8]) -> Bool {
    var part = [UInt8](repeating: 0, count: 65536)
    let count = recv(socketNumber, &part, part.count, 0)
    guard count > 0 else { return false }
    bytes += part[..<count]
    return true
  }
}
