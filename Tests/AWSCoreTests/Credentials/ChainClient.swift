import Foundation
import MockAWS
import Network
import TestSupport
import Testing

@testable import AWSCore

/// A chain with a home folder, files and a clock of its own.
struct ChainClient {
  let client: AWSClient
  let home: URL
  let time: TestTime
  let notices = CredentialNotices()

  /// The credentials that these settings lead to, kept and renewed.
  func cache(_ variables: [String: String] = [:], config: String = "", credentials: String = "") throws -> CredentialCache {
    let settings = try AWSSettings(
      environment: Environment(variables), profile: nil, home: home.path, files: try SharedFileTests.files(config, credentials: credentials)
    )
    let source = try CredentialSource.chain(settings, client: client, sweepID: "sweep-1", notices: notices)
    return CredentialCache(source, time: time.source, notices: notices)
  }

  func write(_ text: String, to name: String) throws -> String {
    let file = home.appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
    return file.path
  }

  /// Runs `body` with a client that asks `url` for every service.
  static func with(_ url: String, _ body: (ChainClient) async throws -> Void) async throws {
    try await withTemporaryFolder { home in
      let loop = try EventLoop()
      defer { loop.stop() }
      let time = TestTime()
      let configuration = try AWSClient.Configuration(environment: Environment(["AWS_ENDPOINT_URL": url]))
      try await body(ChainClient(client: AWSClient(configuration, loop: loop, time: time.source, random: { 0.5 }), home: home, time: time))
    }
  }
}
