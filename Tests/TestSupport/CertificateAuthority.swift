public import Foundation

/// A certificate authority made for one test by the `openssl` command.
public struct CertificateAuthority: Sendable {
  /// A certificate and its key, as PEM files.
  public struct Certificate: Sendable {
    /// Path of the certificate.
    public let certificateFile: String
    /// Path of its key, not encrypted.
    public let keyFile: String
  }

  /// Path of the authority's own certificate: what a client must trust.
  public let file: String
  private let folder: URL

  /// Makes one in `folder`.
  /// - Parameter isExpired: whether its own certificate ended in 2020
  public init(in folder: URL, name: String = "authority", isExpired: Bool = false) async throws {
    self.folder = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
    file = self.folder.appendingPathComponent("ca.pem").path
    let request = [
      "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=Test \(name)", "-keyout", path("ca.key"),
    ]
    if !isExpired {
      try await ChildProcess.run("openssl", request + ["-x509", "-days", "2", "-out", file])
      return
    }
    // Only `openssl ca` makes certificates of the past.
    try await ChildProcess.run("openssl", request + ["-out", path("ca.csr")])
    try Data("01\n".utf8).write(to: self.folder.appendingPathComponent("serial"))
    try Data().write(to: self.folder.appendingPathComponent("index"))
    let configuration = """
      [ca]
      default_ca = past
      [past]
      database = \(path("index"))
      serial = \(path("serial"))
      new_certs_dir = \(self.folder.path)
      default_md = sha256
      policy = names
      x509_extensions = authority
      [names]
      commonName = supplied
      [authority]
      basicConstraints = critical,CA:TRUE
      """
    try Data(configuration.utf8).write(to: self.folder.appendingPathComponent("ca.cnf"))
    try await ChildProcess.run(
      "openssl",
      [
        "ca", "-config", path("ca.cnf"), "-selfsign", "-batch", "-notext", "-keyfile", path("ca.key"), "-in", path("ca.csr"), "-out", file,
        "-startdate", "20190101000000Z", "-enddate", "20200101000000Z",
      ])
  }

  /// A certificate for these subject alternative names, such as `IP:127.0.0.1` or `DNS:localhost`.
  public func certificate(_ names: [String], name: String = "leaf") async throws -> Certificate {
    let extensions = path("\(name).ext")
    try Data("subjectAltName=\(names.joined(separator: ","))\n".utf8).write(to: URL(fileURLWithPath: extensions))
    let request = path("\(name).csr")
    let certificate = Certificate(certificateFile: path("\(name).pem"), keyFile: path("\(name).key"))
    try await ChildProcess.run(
      "openssl",
      [
        "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=\(name)", "-keyout", certificate.keyFile,
        "-out",
        request,
      ])
    try await ChildProcess.run(
      "openssl",
      [
        "x509", "-req", "-in", request, "-CA", file, "-CAkey", path("ca.key"), "-CAcreateserial", "-days", "2", "-extfile", extensions,
        "-out",
        certificate.certificateFile,
      ])
    return certificate
  }

  private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
}
