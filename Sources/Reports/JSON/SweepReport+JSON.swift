public import AgentHealth
public import WireFormats

/// The JSON report. Its schema is described in Documentation/report.md: keys may be added, none changes its meaning.
extension SweepReport: JSONWritable {
  /// Writes the whole report as one object, keys always in the same order.
  public func write(to writer: inout JSONWriter) {
    writer.object { report in
      report.member("sweep_id", sweepID)
      report.member("mode", mode.rawValue)
      report.member("shard", shard?.description)
      report.time("started_at", startedAt)
      report.seconds("duration_seconds", duration)
      report.member("targets", targets)
      report.member("instances", instances)
      report.member("holds", holds)
      report.member("unfinished", unfinished)
      report.member("failures", failures)
      report.member("warnings", warnings)
      report.nullable("notification", notification)
      report.member("totals", totals)
      report.member("api", api)
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

extension JSONWriter {
  /// Writes a time in RFC 3339, or null.
  mutating func time(_ name: String, _ value: Timestamp?) {
    nullable(name, value.map { DateFormats.iso8601($0.seconds) })
  }

  /// Writes a duration in seconds, to the millisecond.
  mutating func seconds(_ name: String, _ value: Duration) {
    member(name, Double(value.milliseconds) / 1000)
  }

  /// Writes a string, or null.
  mutating func nullable(_ name: String, _ value: String?) {
    key(name)
    if let value { string(value) } else { null() }
  }

  /// Writes a value, or null.
  mutating func nullable(_ name: String, _ value: (some JSONWritable)?) {
    key(name)
    if let value { self.value(value) } else { null() }
  }
}
