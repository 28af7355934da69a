public import AgentHealth
public import WireFormats

/// The JSON form; its keys are described in Documentation/explain.md.
extension ExplainReport: JSONWritable {
  /// Writes the whole report as one object.
  public func write(to writer: inout JSONWriter) {
    writer.object { report in
      report.member("ec2_instance_id", ec2Instance)
      report.array("registered_in") { list in
        for target in registeredIn {
          list.object { place in
            place.member("account_id", target.account)
            place.member("region", target.region)
            place.member("cluster", target.cluster)
          }
        }
      }
      report.array("rules") { list in
        for finding in findings {
          list.object { rule in
            rule.member("rule", finding.rule)
            rule.member("facts", finding.facts)
            rule.nullable("verdict", finding.ruling?.verdict.rawValue)
            rule.nullable("reason", finding.ruling?.reason.rawValue)
            rule.nullable("detail", finding.ruling?.detail)
          }
        }
      }
      report.nullable("verdict", row?.ruling.verdict.rawValue)
      report.nullable("reason", row?.ruling.reason.rawValue)
      report.nullable("detail", row?.ruling.detail)
      report.array("not_seen") { list in
        for target in plan.notSeen { list.string(target.path) }
      }
      report.member("warnings", plan.warnings)
    }
  }

  /// The report as pretty-printed JSON, ending with a new line.
  public var json: String { prettyJSON }
}
