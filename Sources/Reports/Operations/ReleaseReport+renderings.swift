public import AgentHealth
public import WireFormats

extension ReleaseReport {
  /// What was done and as whom, one line.
  public var text: String {
    let tag = tag.map { "tag \(Printable.line($0))" }
    let entry = cluster.map { "journal entry in \(Printable.line($0))" }
    let removed = [tag, entry].compactMap(\.self)
    let nowhere = "in no Auto Scaling group, so attach it again or terminate it"
    let place = group.map { "in Auto Scaling group \(Printable.line($0))" } ?? nowhere
    let what = removed.isEmpty ? "nothing was left of its remediation" : "removed \(removed.joined(separator: " and "))"
    return "released \(Printable.line(ec2Instance)) in \(account) \(region) as \(Printable.line(by)): \(what); it is \(place)\n"
  }
}

/// The JSON form; its keys are described in Documentation/operating.md.
extension ReleaseReport: JSONWritable {
  /// Writes the whole report as one object.
  public func write(to writer: inout JSONWriter) {
    writer.object { report in
      report.member("account_id", account)
      report.member("region", region)
      report.member("ec2_instance_id", ec2Instance)
      report.nullable("tag", tag)
      report.nullable("cluster", cluster)
      report.nullable("auto_scaling_group", group)
      report.member("released_by", by)
    }
  }

  /// The report as pretty-printed JSON, ending with a new line.
  public var json: String { prettyJSON }
}
