import Network
import TestSupport
import Testing

@Suite("TLS")
struct TLSTests {
  private static func withFront(
    _ names: [String], _ body: (Int, ChildProcess, CertificateAuthority, CertificateAuthority) async throws -> Void
  ) async throws {
    try await withTemporaryFolder { folder in
      let authority = try await CertificateAuthority(in: folder)
      let other = try await CertificateAuthority(in: folder, name: "other")
      let certificate = try await authority.certificate(names)
      try await withLoopbackServer { request in
        .text("hello \(request.connection)")
      } during: { server in
        try await TLSFront.with(certificate, to: server.port) { port, process in try await body(port, process, authority, other) }
      }
    }
  }

  private static func get(_ url: String, caFile: String) async throws -> Result<String, NetworkError> {
    try await withEventLoop(.init(caFile: caFile, usesProxyEnvironment: false)) { loop in
      do throws(NetworkError) {
        return .success(try await loop.execute(HTTPRequest(method: "GET", url: url)).text)
      } catch {
        return .failure(error)
      }
    }
  }

  @Test("a server is trusted by the right authority and name only")
  func verification() async throws {
    try await Self.withFront(["IP:127.0.0.1"]) { port, _, authority, other in
      let right = try await Self.get("https://127.0.0.1:\(port)/", caFile: authority.file)
      #expect(try right.get() == "hello 1")
      let wrongAuthority = try await Self.get("https://127.0.0.1:\(port)/", caFile: other.file)
      #expect(throws: NetworkError.self) { try wrongAuthority.get() }
      if case .failure(let error) = wrongAuthority { #expect(error.code == .tls) }
      // `localhost` is not in the certificate.
      let wrongName = try await Self.get("https://localhost:\(port)/", caFile: authority.file)
      #expect(throws: NetworkError.self) { try wrongName.get() }
      if case .failure(let error) = wrongName { #expect(error.code == .tls) }
    }
  }

  @Test("a server that does not speak TLS is a TLS error")
  func plain() async throws {
    try await withLoopbackListener {
      if $0.read() != nil { $0.write(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8)) }
    } during: { listener in
      try await withEventLoop { loop in
        let end = await code { () throws(NetworkError) in
          try await loop.execute(HTTPRequest(method: "GET", url: "https://127.0.0.1:\(listener.port)/"))
        }
        #expect(end == .tls)
      }
    }
  }

  @Test("further connections take up the first one's session, also on other handles")
  func sessions() async throws {
    try await Self.withFront(["IP:127.0.0.1"]) { port, process, authority, _ in
      try await withEventLoop(.init(caFile: authority.file, usesProxyEnvironment: false)) { loop in
        let request = HTTPRequest(method: "GET", url: "https://127.0.0.1:\(port)/")
        _ = try await loop.execute(request)
        try await withThrowingTaskGroup(of: Void.self) { group in
          for _ in 1...8 { group.addTask { _ = try await loop.execute(request) } }
          try await group.waitForAll()
        }
      }
      let sessions = process.output.split(separator: "\n").filter { $0.hasPrefix("session") }
      #expect(sessions.first?.hasPrefix("session new") == true)
      // Not all of them: what a handshake brings new replaces what another one is about to take.
      #expect(sessions.dropFirst().isEmpty || sessions.contains { $0.hasPrefix("session reused") })
    }
  }

  @Test("a raw connection verifies by authority and name, and shows its certificate where one is asked for")
  func raw() async throws {
    try await withTemporaryFolder { folder in
      let authority = try await CertificateAuthority(in: folder)
      let clients = try await CertificateAuthority(in: folder, name: "clients")
      let server = try await authority.certificate(["IP:127.0.0.1"])
      let client = try await clients.certificate(["DNS:client"])
      try await withLoopbackListener { socket in
        while let bytes = socket.read() { socket.write(bytes) }
      } during: { listener in
        try await TLSFront.with(server, to: listener.port, clientAuthority: clients.file) { port, _ in
          try await withEventLoop(.init(caFile: clients.file, usesProxyEnvironment: false)) { loop in
            let trusted = TLS(caFile: authority.file, certificateFile: client.certificateFile, keyFile: client.keyFile)
            let connection = try await loop.connect(host: "127.0.0.1", port: port, tls: trusted, timeout: .seconds(10))
            try await connection.send(Array("hello".utf8))
            let echo = try await connection.receive()
            #expect(echo == Array("hello".utf8))

            let wrongAuthority = await code { () throws(NetworkError) in
              try await loop.connect(host: "127.0.0.1", port: port, tls: TLS(), timeout: .seconds(10))
            }
            #expect(wrongAuthority == .tls)
            let wrongName = await code { () throws(NetworkError) in
              try await loop.connect(host: "localhost", port: port, tls: trusted, timeout: .seconds(10))
            }
            #expect(wrongName == .tls)
            // In TLS 1.3 the client is done before the server has looked at its certificate: the refusal comes with the first read.
            let noCertificate = await code { () throws(NetworkError) in
              let connection = try await loop.connect(
                host: "127.0.0.1", port: port, tls: TLS(caFile: authority.file), timeout: .seconds(10))
              try await connection.send([1])
              let bytes = try await connection.receive()
              if bytes.isEmpty { throw NetworkError(.connectionLost, "closed") }
              return bytes
            }
            #expect(noCertificate != nil)
            let missingFile = await code { () throws(NetworkError) in
              try await loop.connect(
                host: "127.0.0.1", port: port, tls: TLS(caFile: authority.file, certificateFile: "/nonexistent"), timeout: .seconds(10))
            }
            #expect(missingFile == .tls)
          }
        }
      }
    }
  }
}
