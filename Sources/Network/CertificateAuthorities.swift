internal import Glibc

/// Which file of certificate authorities to trust. Chosen at run time, because the path that a distribution compiles into libcurl does not exist on
/// another one.
enum CertificateAuthorities {
  /// Variables that name a file, the first one that is set wins: AWS's own, OpenSSL's, curl's.
  static let variables = ["AWS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE"]
  /// Amazon Linux and Fedora; Debian and Ubuntu; Alpine and others.
  static let places = ["/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/cert.pem"]

  /// The file; `nil` when there is none: then no certificate is trusted.
  ///
  /// Throws for a file that was named and cannot be read: trusting others instead would be a surprise.
  static func choose(
    explicit: String?, environment: (String) -> String? = { getenv($0).map { String(cString: $0) } },
    program: String? = programPath(), isReadable: (String) -> Bool = { access($0, R_OK) == 0 }
  ) throws(NetworkError) -> String? {
    if let explicit {
      if isReadable(explicit) { return explicit }
      throw NetworkError(.tls, "the file of certificate authorities cannot be read: \(explicit)")
    }
    for variable in variables {
      guard let file = environment(variable), !file.isEmpty else { continue }
      if isReadable(file) { return file }
      throw NetworkError(.tls, "the file of certificate authorities that \(variable) names cannot be read: \(file)")
    }
    let folder = program.flatMap { path in path.lastIndex(of: "/").map { path[..<$0] } }
    return (places + (folder.map { ["\($0)/ca-bundle.crt"] } ?? [])).first(where: isReadable)
  }

  private static func programPath() -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = readlink("/proc/self/exe", &buffer, buffer.count)
    return length > 0 ? String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
  }
}
