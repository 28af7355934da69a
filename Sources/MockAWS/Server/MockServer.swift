import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// A mocked AWS that listens on 127.0.0.1: one port for every service, Region and account.
///
/// Everything in it may be called from any thread, at any time.
public final class MockServer: Sendable {
  /// `http://127.0.0.1:PORT`, or `https://…` with TLS: what `AWS_ENDPOINT_URL` takes.
  public let url: String
  /// The port it listens on.
  public let port: Int
  /// The CA certificate in PEM, of a server with TLS: what `AWS_CA_BUNDLE` takes.
  public let caFile: String?
  /// Of the caller's account.
  public let accessKey: String
  /// Of the caller's account.
  public let secretKey: String

  let cloud: Guarded<Cloud>
  private let connected: Guarded<Int>
  private let channel: any Channel
  private let group: MultiThreadedEventLoopGroup
  private let authority: CertificateAuthority?

  private init(
    cloud: Guarded<Cloud>, connected: Guarded<Int>, options: MockOptions, channel: any Channel, group: MultiThreadedEventLoopGroup,
    authority: CertificateAuthority?
  ) {
    self.cloud = cloud
    self.connected = connected
    self.channel = channel
    self.group = group
    self.authority = authority
    port = channel.localAddress?.port ?? 0
    url = "\(options.tls ? "https" : "http")://127.0.0.1:\(port)"
    caFile = authority?.caFile
    accessKey = options.accessKey
    secretKey = options.secretKey
  }

  /// How many connections are open. One that its client has left counts until all that was sent over it is carried out.
  public var connections: Int { connected.withLock { $0 } }

  /// Starts a server; `stop` must be called. Prefer `withMockAWS`, which always stops.
  public static func start(fleet: MockFleet = MockFleet(), options: MockOptions = MockOptions()) async throws -> MockServer {
    let authority = options.tls ? try await CertificateAuthority.make(caFile: options.caFile) : nil
    let cloud = Guarded(Cloud(fleet: fleet, options: options))
    if let file = options.logFile, !cloud.withLock({ $0.log.write(to: file) }) { throw MockStartError("cannot write \(file)") }
    let respond: @Sendable (Request) -> Answer = { request in
      cloud.withLock { $0.isControl(request) ? $0.control(request) : $0.respond(to: request) }
    }
    let connected = Guarded(0)
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 512)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
      .childChannelOption(.maxMessagesPerRead, value: 4)
      .childChannelOption(.recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 2048, initial: 8192, maximum: 65536))
      .childChannelInitializer { channel in
        connected.withLock { $0 += 1 }
        channel.closeFuture.whenComplete { _ in connected.withLock { $0 -= 1 } }
        return channel.eventLoop.makeCompletedFuture {
          if let context = authority?.context { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context)) }
          try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)))
          try channel.pipeline.syncOperations.addHandler(HTTPHandler(respond: respond))
        }
      }
    do {
      let channel = try await bootstrap.bind(host: "127.0.0.1", port: options.port).get()
      return MockServer(cloud: cloud, connected: connected, options: options, channel: channel, group: group, authority: authority)
    } catch {
      try await group.shutdownGracefully()
      throw error
    }
  }

  /// Closes the port and every connection, and ends the server's thread.
  public func stop() async throws {
    try await channel.close()
    try await group.shutdownGracefully()
    authority?.removeTemporaryFiles()
  }

  /// Returns when the port is closed, which only `stop` or the end of the process does.
  public func waitUntilClosed() async throws {
    try await channel.closeFuture.get()
  }
}

/// Why the mock could not start.
public struct MockStartError: Error, CustomStringConvertible {
  /// In words.
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// Runs `body` with a mocked AWS on a free port of 127.0.0.1, and stops it in every case.
public func withMockAWS<R>(
  fleet: MockFleet = MockFleet(), options: MockOptions = MockOptions(), _ body: (MockServer) async throws -> R
) async throws -> R {
  let server = try await MockServer.start(fleet: fleet, options: options)
  let result: R
  do {
    result = try await body(server)
  } catch {
    try await server.stop()
    throw error
  }
  try await server.stop()
  return result
}
