/// The parts of the JSON report (Documentation/report.md) that tests look at.
struct Report: Decodable, Sendable {
  struct Target: Decodable, Sendable {
    let account_id: String, region: String?, cluster: String?, status: String, scan: String?
    let observed: Int, disconnected: Int, error: String?
  }

  struct Step: Decodable, Sendable {
    let step: String, result: String, error: String?
  }

  struct Instance: Decodable, Sendable {
    let account_id: String, region: String, cluster: String, container_instance_id: String, ec2_instance_id: String
    let strikes: Int, verdict: String, reason: String, detail: String, steps: [Step]

    /// Whether this sweep brought its replacement to the end.
    var isRemediated: Bool { steps.last?.step == "deregister" && steps.allSatisfy { $0.result != "failed" } }
  }

  struct Unfinished: Decodable, Sendable {
    let ec2_instance_id: String, stranded: Bool, detail: String
  }

  struct Notification: Decodable, Sendable {
    let sent: Int, error: String?
  }

  let sweep_id: String, mode: String, shard: String?, targets: [Target], instances: [Instance], unfinished: [Unfinished]
  let failures: [String], warnings: [String], notification: Notification?, exit_status: Int

  /// The targets that were not read completely.
  var unseen: [Target] { targets.filter { $0.status != "ok" } }
}
