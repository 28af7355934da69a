public import AgentHealth
public import WireFormats

/// The JSON form; its keys are described in Documentation/operating.md.
extension JournalReport: JSONWritable {
  /// Writes the whole report as one object.
  public func write(to writer: inout JSONWriter) {
    writer.object { report in
      report.member("store", store)
      report.member("remediations", rows)
    }
  }

  /// The report as pretty-printed JSON, ending with a new line.
  public var json: String { prettyJSON }
}

extension JournalReport.Row: JSONWritable {
  /// Writes one element of `remediations`.
  public func write(to writer: inout JSONWriter) {
    writer.object { row in
      row.member("account_id", target.account)
      row.member("region", target.region)
      row.member("cluster", target.cluster)
      row.member("ec2_instance_id", ec2Instance)
      row.member("container_instance_id", containerInstance)
      row.member("sweep_id", sweepID)
      row.member("step", step.rawValue)
      row.time("claimed_until", claimedUntil)
    }
  }
}
