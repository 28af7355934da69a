import Foundation
import TestSupport
import Testing

/// The printed actions, and no others, against an authorization that this project did not write.
@Suite("Against moto with authorization on")
struct MotoPermissionTests {
  @Test(
    "sweeps succeed with exactly the printed actions, and fail with any one of them removed",
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: MotoTests.python), "make test-tools installs moto into .venv"))
  func exactlyThePrinted() async throws {
    let script = try #require(Bundle.module.url(forResource: "moto_fleet", withExtension: "py")).path
    try await ChildProcess.with(MotoTests.python, [script]) { moto in
      try await moto.waitForOutput("\n", within: .seconds(120))
      let fleet = try JSONDecoder().decode(MotoTests.Fleet.self, from: Data(moto.output.utf8))
      func allow(_ actions: [String]) async throws {
        let body = String(decoding: try JSONEncoder().encode(["actions": actions]), as: UTF8.self)
        _ = try await ChildProcess.run("curl", ["-sSf", "--noproxy", "*", "-d", body, "\(fleet.control)/policy"])
      }
      try await withTemporaryFolder { folder in
        let monitor = Monitor(
          folder: folder, endpoint: fleet.endpoint, accessKey: fleet.access_key_id, secretKey: fleet.secret_access_key)
        try monitor.write(
          """
          {
            "store": "file:strikes.json",
            "notify": { "sns_topic_arn": "\(fleet.topic)" },
            "policy": { "min_disconnected": "0s", "min_gap": "1s", "startup_grace": "0s", "max_disconnected": "50%" },
            "accounts": [ { "account_id": "123456789012", "regions": ["us-east-1", "eu-west-1"] } ]
          }
          """)

        // The account names no role, so the caller needs what a member does.
        let all = try await PolicyTests.actions(monitor, "--for", "caller")
        try await allow(all)
        let first = try await monitor.run("--apply")
        #expect(first.status == 0, "\(first.output) \(first.errors)")
        // From the second strike on the disconnected are due, and what cannot be read holds them.
        try await Monitor.passGap()
        let look = try await PolicyTests.actions(monitor, "--for", "caller", "--mode", "plan")
        // Of ghosts, capacity providers and zonal shifts only, and none is there.
        let idle = ["ecs:ListTasks", "ecs:DescribeCapacityProviders", "arc-zonal-shift:ListManagedResources"]
        for action in look where !idle.contains(action) {
          try await allow(look.filter { $0 != action })
          let run = try await monitor.run()
          #expect(run.status != 0, "a plan succeeded without \(action)")
        }
        try await allow(look)
        let plan = try await monitor.run()
        #expect(plan.status == 0, "\(plan.output) \(plan.errors)")

        // In the order in which a sweep needs them: what is missing stops it there, and the next sweep goes on from that.
        // DeleteTags is for people only.
        let others = ["ec2:DeleteTags", "sns:Publish"]
        let beyond = all.filter { !look.contains($0) && !others.contains($0) } + ["sns:Publish"]
        #expect(beyond.count == 5)
        for action in beyond {
          try await Monitor.passGap()
          try await allow(all.filter { $0 != action })
          let run = try await monitor.run("--apply")
          #expect(run.status != 0, "a sweep succeeded without \(action)")
        }
        try await Monitor.passGap()
        try await allow(all)
        let end = try await monitor.run("--apply")
        #expect(end.status == 0, "\(end.output) \(end.errors)")
        let state = try await MotoTests.get("\(fleet.control)/state", as: [String: MotoTests.Instance].self)
        #expect(state.values.count { $0.ec2 == "terminated" && $0.cluster == nil } == 4)
      }
    }
  }
}
