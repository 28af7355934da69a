import Network
import Redis
import TestSupport
import Testing

@Suite("Redis over TLS")
struct TLSTests {
  private static func with(
    names: [String] = ["IP:127.0.0.1"], isExpired: Bool = false, asksForCertificate: Bool = false,
    _ body: (_ port: Int, CertificateAuthority, CertificateAuthority) async throws -> Void
  ) async throws {
    try await withTemporaryFolder { folder in
      let authority = try await CertificateAuthority(in: folder, isExpired: isExpired)
      let other = try await CertificateAuthority(in: folder, name: "other")
      let certificate = try await authority.certificate(names)
      let port = try Loopback.freePort()
      let arguments = [
        "--tls-port", "\(port)", "--tls-cert-file", certificate.certificateFile, "--tls-key-file", certificate.keyFile,
        "--tls-ca-cert-file", authority.file, "--tls-auth-clients", asksForCertificate ? "yes" : "no",
      ]
      try await RedisServer.with(arguments) { _ in try await body(port, authority, other) }
    }
  }

  private static func ping(_ port: Int, host: String = "127.0.0.1", _ tls: TLS?) async throws -> RedisError? {
    try await withClient(port) {
      $0.host = host
      $0.tls = tls
      $0.connectTimeout = tls == nil ? .milliseconds(300) : .seconds(10)
      $0.connectAttempts = 1
    } _: { client in
      await redisError { () throws(RedisError) in try await client.pipeline([RedisCommand("PING")]) }
    }
  }

  @Test("the right authority opens, another one and plain TCP do not")
  func authorities() async throws {
    try await Self.with { port, authority, other in
      #expect(try await Self.ping(port, TLS(caFile: authority.file)) == nil)
      let wrong = try await Self.ping(port, TLS(caFile: other.file))
      #expect(wrong?.code == .connect && wrong?.message.contains("certificate") == true, "\(String(describing: wrong))")
      #expect(try await Self.ping(port, nil)?.code == .connect)
    }
  }

  @Test("an authority that has expired vouches for nobody")
  func expired() async throws {
    try await Self.with(isExpired: true) { port, authority, _ in
      let error = try await Self.ping(port, TLS(caFile: authority.file))
      #expect(error?.code == .connect && error?.message.contains("expired") == true, "\(String(describing: error))")
    }
  }

  @Test("a certificate for another name is refused")
  func names() async throws {
    try await Self.with(names: ["DNS:localhost"]) { port, authority, _ in
      #expect(try await Self.ping(port, host: "localhost", TLS(caFile: authority.file)) == nil)
      let error = try await Self.ping(port, TLS(caFile: authority.file))
      #expect(error?.code == .connect && error?.message.contains("127.0.0.1") == true, "\(String(describing: error))")
    }
  }

  @Test("a server that asks for our certificate gets it, and without one there is no connection")
  func clientCertificate() async throws {
    try await Self.with(asksForCertificate: true) { port, authority, _ in
      let ours = try await authority.certificate(["DNS:sweeper"], name: "sweeper")
      let right = TLS(caFile: authority.file, certificateFile: ours.certificateFile, keyFile: ours.keyFile)
      #expect(try await Self.ping(port, right) == nil)
      #expect(try await Self.ping(port, TLS(caFile: authority.file))?.code == .connect)
      let absent = TLS(caFile: authority.file, certificateFile: "/absent.pem", keyFile: ours.keyFile)
      #expect(try await Self.ping(port, absent)?.code == .connect)
    }
  }
}
