public import AgentHealth
public import WireFormats

/// The JSON form; its keys are described in Documentation/operating.md.
extension PausesReport: JSONWritable {
  /// Writes the whole report as one object.
  public func write(to writer: inout JSONWriter) {
    writer.object { report in
      report.member("store", store)
      report.member("change", change.rawValue)
      report.nullable("by", by)
      report.array("pauses") { list in
        for pause in pauses.list { Self.write(pause, now: now, to: &list) }
      }
      report.nullable("unreadable", pauses.unreadable)
      report.member("forgiven", forgiven)
      report.member("warnings", warnings)
    }
  }

  /// The report as pretty-printed JSON, ending with a new line.
  public var json: String { prettyJSON }

  private static func write(_ pause: Pause, now: Timestamp, to writer: inout JSONWriter) {
    writer.object { row in
      row.member("scope", pause.scope.description)
      row.nullable("account_id", pause.scope.account)
      row.nullable("region", pause.scope.region)
      row.nullable("cluster", pause.scope.cluster)
      row.nullable("auto_scaling_group", pause.scope.group)
      row.nullable("instance_id", pause.scope.instance)
      row.member("reason", pause.reason)
      row.member("by", pause.by)
      row.time("since", pause.since)
      row.time("until", pause.until)
      row.member("in_force", pause.isInForce(at: now))
    }
  }
}
