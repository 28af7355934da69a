public import AgentHealth
public import WireFormats

extension TargetReport: JSONWritable {
  /// Writes one element of `targets`.
  public func write(to writer: inout JSONWriter) {
    writer.object { row in
      row.member("account_id", account)
      row.nullable("region", region)
      row.nullable("cluster", cluster)
      row.member("status", status.rawValue)
      row.member("scan", scan?.rawValue)
      row.member("observed", observed)
      row.member("disconnected", disconnected)
      row.member("error", error)
    }
  }
}

extension Totals: JSONWritable {
  /// Writes `totals`: every status and verdict, also those that nothing has.
  public func write(to writer: inout JSONWriter) {
    writer.object { row in
      row.object("targets") { counts in
        for status in TargetReport.Status.allCases { counts.member(status.rawValue, targets[status, default: 0]) }
      }
      row.member("observed", observed)
      row.member("disconnected", disconnected)
      row.object("verdicts") { counts in
        for verdict in Verdict.allCases { counts.member(verdict.rawValue, verdicts[verdict, default: 0]) }
      }
      row.member("remediated", remediated)
      row.member("failed_steps", failedSteps)
      row.member("unfinished", unfinished)
    }
  }
}
