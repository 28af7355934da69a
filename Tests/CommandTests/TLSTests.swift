import Foundation
import MockAWS
import TestSupport
import Testing

@Suite("Over TLS")
struct TLSTests {
  static let fleet = MockFleet(accounts: 1, regions: 1, clusters: 1, instances: 4, disconnected: .count(1))

  static func with(_ body: (Monitor, MockServer) async throws -> Void) async throws {
    var options = MockOptions()
    options.tls = true
    try await withMockAWS(fleet: fleet, options: options) { mock in
      try await withTemporaryFolder { folder in
        let monitor = Monitor(folder: folder, mock: mock)
        try monitor.write(fleet)
        try await body(monitor, mock)
      }
    }
  }

  @Test("a sweep trusts the CA that AWS_CA_BUNDLE names")
  func trusted() async throws {
    try await Self.with { monitor, mock in
      var monitor = monitor
      monitor.environment["AWS_CA_BUNDLE"] = mock.caFile
      let run = try await monitor.run()
      #expect(run.status == 0, "\(run.errors) \(run.output)")
      #expect(run.report?.instances.count == 1)
    }
  }

  @Test("a sweep never goes on with a certificate that it cannot verify, and says so")
  func untrusted() async throws {
    try await Self.with { monitor, mock in
      let run = try await monitor.run("--apply")
      #expect(run.status == 1)
      let failure = try #require(run.report?.failures.first)
      #expect(failure.contains("certificate"), "\(failure)")
      #expect(mock.calls.isEmpty, "no request, and so no signature, was sent")
    }
  }

  @Test("a CA file that is not there, or is none, is named", arguments: ["absent.pem", "clusters.json"])
  func wrongFile(_ name: String) async throws {
    try await Self.with { monitor, mock in
      var monitor = monitor
      let file = monitor.folder.appendingPathComponent(name).path
      monitor.environment["AWS_CA_BUNDLE"] = file
      let run = try await monitor.run()
      #expect(run.status == 1)
      #expect((run.errors + run.output).contains(name), "\(run.errors) \(run.output)")
      #expect(mock.calls.isEmpty)
    }
  }
}
