import Foundation
import Testing

import MockAWS

/// boto3 is what most programs reach AWS with: the mock must be AWS to it.
@Suite("boto3 against the mock")
struct Boto3Tests {
  /// The repository's virtual environment, as `make test-tools` makes it.
  static let python = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../.venv/bin/python").standardized
    .path

  @Test(
    "boto3 lists, describes, assumes a role, tags, detaches, terminates, deregisters and publishes",
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: python), "there is no .venv/bin/python with boto3; `make test-tools` makes it"),
    arguments: [false, true])
  func check(tls: Bool) async throws {
    var options = MockOptions()
    options.timing = .immediate
    options.tls = tls
    try await withMockAWS(fleet: MockFleet(accounts: 2, instances: 120, disconnected: .count(3)), options: options) { mock in
      let script = try #require(Bundle.module.path(forResource: "boto3_check", ofType: "py"))
      let process = Process()
      process.executableURL = URL(fileURLWithPath: Self.python)
      process.arguments = [script, mock.url, mock.accessKey, mock.secretKey, "222233334444"] + [mock.caFile].compactMap { $0 }
      let output = Pipe()
      process.standardOutput = output
      process.standardError = output
      let status: Int32 = try await withCheckedThrowingContinuation { continuation in
        process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
        do { try process.run() } catch { continuation.resume(throwing: error) }
      }
      let text = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
      #expect(status == 0, "\(text)")
      #expect(text == "ok\n")
    }
  }
}
