import Foundation
import NIOSSL

/// A CA of its own and a certificate for 127.0.0.1 and localhost, made by the `openssl` command line at every start.
final class CertificateAuthority: Sendable {
  /// The CA's certificate, PEM.
  let caFile: String
  let context: NIOSSLContext
  private let folder: String

  private init(caFile: String, context: NIOSSLContext, folder: String) {
    self.caFile = caFile
    self.context = context
    self.folder = folder
  }

  static func make(caFile: String?) async throws -> CertificateAuthority {
    var template = Array((FileManager.default.temporaryDirectory.path + "/mock-aws-XXXXXX").utf8CString)
    guard let made = mkdtemp(&template) else { throw MockStartError("cannot make a temporary folder for the certificate") }
    let folder = String(cString: made)
    let ca = caFile ?? folder + "/ca.pem"
    let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30"]
    try await openssl(
      ["req", "-x509", "-subj", "/CN=mock-aws CA", "-keyout", folder + "/ca.key", "-out", ca] + key
        + ["-addext", "keyUsage=critical,keyCertSign"])
    try await openssl(
      [
        "req", "-x509", "-subj", "/CN=mock-aws", "-CA", ca, "-CAkey", folder + "/ca.key", "-keyout", folder + "/key.pem", "-out",
        folder + "/certificate.pem", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost", "-addext",
        "basicConstraints=critical,CA:FALSE",
      ] + key)
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: try NIOSSLCertificate.fromPEMFile(folder + "/certificate.pem").map { .certificate($0) },
      privateKey: .privateKey(try NIOSSLPrivateKey(file: folder + "/key.pem", format: .pem)))
    // All is loaded: nothing secret is left behind, however the process ends.
    for file in ["/ca.key", "/key.pem", "/certificate.pem"] { try FileManager.default.removeItem(atPath: folder + file) }
    if caFile != nil { try FileManager.default.removeItem(atPath: folder) }
    configuration.minimumTLSVersion = .tlsv12
    configuration.applicationProtocols = ["http/1.1"]
    return CertificateAuthority(caFile: ca, context: try NIOSSLContext(configuration: configuration), folder: folder)
  }

  /// Removes the CA's certificate where nobody asked for it.
  func removeTemporaryFiles() {
    guard caFile.hasPrefix(folder) else { return }
    unlink(caFile)
    rmdir(folder)
  }

  private static func openssl(_ arguments: [String]) async throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["openssl"] + arguments
    process.standardOutput = FileHandle.nullDevice
    let errors = Pipe()
    process.standardError = errors
    let status: Int32 = try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
    guard status == 0 else {
      let text = String(decoding: errors.fileHandleForReading.availableData, as: UTF8.self)
      throw MockStartError("openssl \(arguments[0]) ended with \(status): \(text)")
    }
  }
}
