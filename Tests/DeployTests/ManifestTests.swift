import Foundation
import TestSupport
import Testing

/// What stands in Deploy, judged by tools that know what it is for. They are in the repository's virtual environment.
@Suite("Deploy")
struct ManifestTests {
  static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
  static let python = repository.appending(path: ".venv/bin/python").path

  /// The executable beside the test bundle.
  private static var program: String {
    Bundle.module.bundleURL.deletingLastPathComponent().appendingPathComponent("ecs-agent-monitor").path
  }

  @Test(
    "passes cfn-lint, the SAM translator, moto, Kubernetes' schemas and systemd, with exactly the permissions that the command prints",
    .enabled(if: FileManager.default.isExecutableFile(atPath: python), "make test-tools installs them into .venv"),
    arguments: ["templates_check", "manifests_check"])
  func check(_ name: String) async throws {
    let script = try #require(Bundle.module.path(forResource: name, ofType: "py"))
    let deploy = Self.repository.appending(path: "Deploy").path
    try await ChildProcess.with(Self.python, [script, deploy, Self.program]) { check in
      let status = try await check.exitStatus(within: .seconds(180))
      #expect(status == 0, "\(check.errors)")
      #expect(check.output == "ok\n")
    }
  }
}
