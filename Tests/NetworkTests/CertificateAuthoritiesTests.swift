import Testing

@testable import Network

@Suite("Choice of the certificate authorities")
struct CertificateAuthoritiesTests {
  private static func choose(_ explicit: String? = nil, environment: [String: String] = [:], files: Set<String>) throws -> String? {
    try CertificateAuthorities.choose(
      explicit: explicit, environment: { environment[$0] }, program: "/var/task/bootstrap", isReadable: { files.contains($0) })
  }

  @Test("the order is: explicit, AWS_CA_BUNDLE, SSL_CERT_FILE, CURL_CA_BUNDLE, the distributions' places, beside the program")
  func order() throws {
    let environment = ["AWS_CA_BUNDLE": "/aws", "SSL_CERT_FILE": "/ssl", "CURL_CA_BUNDLE": "/curl"]
    var files: Set<String> = [
      "/explicit", "/aws", "/ssl", "/curl", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/cert.pem",
      "/var/task/ca-bundle.crt",
    ]
    #expect(try Self.choose("/explicit", environment: environment, files: files) == "/explicit")
    #expect(try Self.choose(environment: environment, files: files) == "/aws")
    #expect(try Self.choose(environment: environment.filter { $0.key != "AWS_CA_BUNDLE" }, files: files) == "/ssl")
    #expect(try Self.choose(environment: ["AWS_CA_BUNDLE": "", "CURL_CA_BUNDLE": "/curl"], files: files) == "/curl")
    for place in [
      "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/cert.pem", "/var/task/ca-bundle.crt",
    ] {
      #expect(try Self.choose(files: files) == place)
      files.remove(place)
    }
    #expect(try Self.choose(files: files) == nil)
  }

  @Test("a file that was named and cannot be read is an error that names it, not a reason to trust others")
  func unreadable() throws {
    let files: Set<String> = ["/etc/ssl/cert.pem", "/ssl"]
    let explicit = #expect(throws: NetworkError.self) { try Self.choose("/missing", files: files) }
    #expect(explicit?.message.contains("/missing") == true)
    let variable = #expect(throws: NetworkError.self) {
      try Self.choose(environment: ["AWS_CA_BUNDLE": "/gone", "SSL_CERT_FILE": "/ssl"], files: files)
    }
    #expect(variable?.message.contains("AWS_CA_BUNDLE") == true && variable?.message.contains("/gone") == true)
    #expect(throws: NetworkError.self) { try EventLoop(.init(caFile: "/nonexistent/ca.pem")) }
  }
}
