import Foundation
import Testing

import SigV4

/// Random requests, signed by botocore in a process of its own and by us.
@Suite("agreement with botocore")
struct BotocoreTests {
  static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A python that has botocore: `ECS_AGENT_MONITOR_PYTHON`, else that of the package's `.venv`.
  static let python: URL? = {
    let named = ProcessInfo.processInfo.environment["ECS_AGENT_MONITOR_PYTHON"].map { URL(filePath: $0) }
    let python = named ?? package.appending(path: ".venv/bin/python")
    return FileManager.default.isExecutableFile(atPath: python.path) ? python : nil
  }()

  struct Signed: Decodable {
    let method, host, path, date, region, service, secret, authorization: String
    let access_key_id: String
    let token: String?
    let query, headers: [[String]]
    let body: Data
  }

  @Test(
    "every random request gets botocore's Authorization header",
    .enabled(if: python != nil, "no python with botocore: make .venv, or set ECS_AGENT_MONITOR_PYTHON"))
  func agreement() throws {
    let count = 500
    let process = Process()
    process.executableURL = Self.python
    process.arguments = [Self.package.appending(path: "Tests/SigV4Tests/botocore_signatures.py").path, String(count), "20240102"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let lines = output.fileHandleForReading.readDataToEndOfFile().split(separator: UInt8(ascii: "\n"))
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    #expect(lines.count == count)
    for line in lines {
      let one = try JSONDecoder().decode(Signed.self, from: Data(line))
      let scope = SigningScope(date: one.date, region: one.region, service: one.service)
      let signer = Signer(
        accessKeyID: one.access_key_id, key: SigningKey(secret: one.secret, scope: scope), sessionToken: one.token)
      let added = signer.sign(
        method: one.method, host: one.host, path: one.path, query: one.query.map { ($0[0], $0[1]) },
        headers: one.headers.map { ($0[0], $0[1]) }, body: Array(one.body), date: one.date)
      #expect(added.last?.value == one.authorization, "\(String(decoding: line, as: UTF8.self))")
    }
  }
}
