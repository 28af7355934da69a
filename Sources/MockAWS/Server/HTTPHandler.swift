import NIOCore
import NIOHTTP1

/// Collects a request, has it answered, writes the answer; one after another on a connection.
final class HTTPHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = ByteBuffer

  private let respond: @Sendable (Request) -> Answer
  private var head: HTTPRequestHead?
  private var body = ByteBuffer()
  private var waiting: [(Request, keepAlive: Bool)] = []
  private var isAnswering = false
  private var dateSecond = -1.0
  private var dateText = ""

  init(respond: @escaping @Sendable (Request) -> Answer) {
    self.respond = respond
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      self.head = head
      body.clear()
      if head.headers.first(name: "expect")?.lowercased() == "100-continue" {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")), promise: nil)
      }
    case .body(var part):
      if body.readableBytes == 0 { body = part } else { body.writeBuffer(&part) }
    case .end:
      guard let head else { return }
      self.head = nil
      let request = Request(method: head.method.rawValue, uri: head.uri, headers: head.headers, body: body)
      body = ByteBuffer()
      waiting.append((request, head.isKeepAlive))
      if !isAnswering { answerNext(context) }
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func answerNext(_ context: ChannelHandlerContext) {
    guard !waiting.isEmpty, context.channel.isActive else { return }
    let (request, keepAlive) = waiting.removeFirst()
    let answer = respond(request)
    guard answer.delay > 0 else {
      write(answer, keepAlive: keepAlive, context)
      return
    }
    isAnswering = true
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.eventLoop.scheduleTask(in: .nanoseconds(Int64(answer.delay * 1e9))) {
      let (handler, context) = bound.value
      handler.isAnswering = false
      handler.write(answer, keepAlive: keepAlive, context)
    }
  }

  private func write(_ answer: Answer, keepAlive: Bool, _ context: ChannelHandlerContext) {
    guard context.channel.isActive else { return }
    guard answer.ending != .nothing else {
      context.close(promise: nil)
      return
    }
    context.write(wrapOutboundOut(head(answer, keepAlive: keepAlive, context)), promise: nil)
    if answer.ending == .truncated {
      let half = answer.body.getSlice(at: answer.body.readerIndex, length: answer.body.readableBytes / 2) ?? answer.body
      let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
      context.writeAndFlush(wrapOutboundOut(half)).whenComplete { _ in bound.value.close(promise: nil) }
    } else if keepAlive {
      context.writeAndFlush(wrapOutboundOut(answer.body), promise: nil)
      answerNext(context)
    } else {
      let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
      context.writeAndFlush(wrapOutboundOut(answer.body)).whenComplete { _ in bound.value.close(promise: nil) }
    }
  }

  private func head(_ answer: Answer, keepAlive: Bool, _ context: ChannelHandlerContext) -> ByteBuffer {
    let second = answer.now.rounded(.down)
    if second != dateSecond {
      dateSecond = second
      dateText = Timestamps.httpDate(second)
    }
    var head = context.channel.allocator.buffer(capacity: 256)
    head.writeStaticString("HTTP/1.1 ")
    head.writeString(String(answer.status))
    head.writeStaticString(" ")
    head.writeString(HTTPResponseStatus(statusCode: answer.status).reasonPhrase)
    head.writeStaticString("\r\nx-amzn-RequestId: ")
    head.writeString(answer.requestID)
    head.writeStaticString("\r\nContent-Type: ")
    head.writeString(answer.contentType)
    if let errorType = answer.errorType {
      head.writeStaticString("\r\nx-amzn-ErrorType: ")
      head.writeString(errorType)
    }
    head.writeStaticString("\r\nContent-Length: ")
    head.writeString(String(answer.body.readableBytes))
    head.writeStaticString("\r\nDate: ")
    head.writeString(dateText)
    head.writeString(keepAlive ? "\r\n\r\n" : "\r\nConnection: close\r\n\r\n")
    return head
  }
}
