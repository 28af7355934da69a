public import AgentHealth
public import WireFormats

/// The JSON form; its keys are described in Documentation/operating.md.
extension StrikesReport: JSONWritable {
  /// Writes the whole report as one object.
  public func write(to writer: inout JSONWriter) {
    writer.object { report in
      report.member("store", store)
      report.nullable("cleared_by", clearedBy)
      report.member("instances", rows)
    }
  }

  /// The report as pretty-printed JSON, ending with a new line.
  public var json: String { prettyJSON }
}

extension StrikesReport.Row: JSONWritable {
  /// Writes one element of `instances`, in the words of a sweep's report.
  public func write(to writer: inout JSONWriter) {
    writer.object { row in
      row.member("account_id", target.account)
      row.member("region", target.region)
      row.member("cluster", target.cluster)
      row.member("container_instance_id", containerInstance)
      row.member("strikes", record.count)
      row.time("disconnected_since", record.since)
      row.time("counted_at", countedAt)
      row.nullable("verdict", next?.verdict.rawValue)
      row.nullable("reason", next?.reason.rawValue)
      row.nullable("detail", next?.detail)
    }
  }
}

extension JSONWritable {
  /// As every command prints it: indented, ending with a new line.
  var prettyJSON: String {
    var writer = JSONWriter(pretty: true)
    write(to: &writer)
    return writer.text + "\n"
  }
}
