public import AgentHealth
public import WireFormats

/// The JSON form; its keys are described in Documentation/doctor.md.
extension DoctorReport: JSONWritable {
  /// Writes the whole report as one object.
  public func write(to writer: inout JSONWriter) {
    writer.object { report in
      report.member("findings", findings)
      report.object("totals") { totals in
        for result in Finding.Result.allCases { totals.member(result.rawValue, count(result)) }
      }
      report.member("exit_status", Int(exitStatus))
    }
  }

  /// The report as pretty-printed JSON, ending with a new line.
  public var json: String {
    var writer = JSONWriter(pretty: true)
    write(to: &writer)
    return writer.text + "\n"
  }
}

extension Finding: JSONWritable {
  /// Writes one element of `findings`.
  public func write(to writer: inout JSONWriter) {
    writer.object { row in
      row.member("result", result.rawValue)
      row.member("check", check)
      row.nullable("account_id", account)
      row.nullable("region", region)
      row.member("detail", detail)
      row.nullable("advice", advice)
    }
  }
}
