import NIOCore
import NIOHTTP1

/// One request, read whole.
struct Request: Sendable {
  var method: String
  var uri: String
  var headers: HTTPHeaders
  var body: ByteBuffer
}
