import Foundation
import SigV4
import TestSupport
import Testing

/// Random requests, signed by botocore in a process of its own and by us.
@Suite("agreement with botocore")
struct BotocoreTests {
  struct Signed: Decodable {
    let method, host, path, date, region, service, secret, authorization: String
    let access_key_id: String
    let token: String?
    let query, headers: [[String]]
    let body: Data
  }

  /// `ECS_AGENT_MONITOR_SEED` repeats a run.
  static let seed =
    ProcessInfo.processInfo.environment["ECS_AGENT_MONITOR_SEED"].flatMap(UInt32.init) ?? UInt32.random(in: 0...UInt32.max)

  @Test(
    "10,000 random requests get botocore's Authorization header", .enabled(if: Botocore.python != nil, "\(Botocore.missing)"),
    arguments: [seed])
  func agreement(seed: UInt32) async throws {
    print("botocore's signatures: seed \(seed)")
    let count = 10_000
    let lines = try await Botocore.run("Tests/SigV4Tests/botocore_signatures.py", [String(count), String(seed)])
    let requests = try Botocore.decode(lines, as: Signed.self)
    #expect(requests.count == count)
    for one in requests {
      let scope = SigningScope(date: one.date, region: one.region, service: one.service)
      let signer = Signer(
        accessKeyID: one.access_key_id, key: SigningKey(secret: one.secret, scope: scope), sessionToken: one.token)
      let added = signer.sign(
        method: one.method, host: one.host, path: one.path, query: one.query.map { ($0[0], $0[1]) },
        headers: one.headers.map { ($0[0], $0[1]) }, body: Array(one.body), date: one.date)
      if added.last?.value != one.authorization { Issue.record("seed \(seed): \(one)") }
    }
  }
}
