public import AgentHealth
public import WireFormats

extension InstanceReport: JSONWritable {
  /// Writes one element of `instances`.
  public func write(to writer: inout JSONWriter) {
    writer.object { row in
      row.member("account_id", target.account)
      row.member("region", target.region)
      row.member("cluster", target.cluster)
      row.member("container_instance_id", containerInstance)
      row.member("ec2_instance_id", ec2Instance)
      row.member("auto_scaling_group", group)
      row.member("strikes", strikes)
      row.time("disconnected_since", disconnectedSince)
      row.member("verdict", ruling.verdict.rawValue)
      row.member("reason", ruling.reason.rawValue)
      row.member("detail", ruling.detail)
      row.member("steps", steps)
      if !tasks.isEmpty { row.member("tasks", tasks) }
    }
  }
}

extension StepOutcome: JSONWritable {
  /// Writes one element of `steps`.
  public func write(to writer: inout JSONWriter) {
    writer.object { row in
      row.member("step", step.rawValue)
      switch result {
      case .done: row.member("result", "done")
      case .alreadyDone: row.member("result", "already_done")
      case .failed(let why):
        row.member("result", "failed")
        row.member("error", why)
      }
      row.time("at", at)
    }
  }
}

extension UnfinishedReport: JSONWritable {
  /// Writes one element of `unfinished`.
  public func write(to writer: inout JSONWriter) {
    writer.object { row in
      row.member("account_id", account)
      row.member("region", region)
      row.nullable("cluster", cluster)
      row.member("ec2_instance_id", ec2Instance)
      row.member("tag", tag)
      row.member("stranded", isStranded)
      row.member("detail", detail)
    }
  }
}
