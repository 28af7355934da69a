public import AWSCore
public import AgentHealth

extension Shard {
  /// The variable that says how many shards there are, for jobs that know their own number.
  public static let countVariable = "ECS_AGENT_MONITOR_SHARDS"
  /// What AWS Batch's array jobs and Kubernetes' indexed jobs count in, from 0.
  public static let indexVariables = ["AWS_BATCH_JOB_ARRAY_INDEX", "JOB_COMPLETION_INDEX"]

  /// The shard of this process: what the flag says, else what the variables of a job say; nil for all there is.
  public static func selected(flag: String?, environment: Environment) throws(Refusal) -> Shard? {
    if let flag {
      guard let shard = Shard(text: flag) else {
        throw Refusal(.usage, "--shard: found \"\(flag)\", expected I/N such as \"2/5\", I from 1 to N, N at most 1000")
      }
      return shard
    }
    guard let count = environment[countVariable] else { return nil }
    guard let variable = indexVariables.first(where: { environment[$0] != nil }), let index = environment[variable] else {
      throw Refusal(.usage, "\(countVariable) is set, and neither \(indexVariables.joined(separator: " nor ")): which shard is this?")
    }
    guard let number = Int(index), let total = Int(count), number < .max, let shard = Shard(index: number + 1, count: total) else {
      throw Refusal(
        .usage, "found \(countVariable)=\(count) and \(variable)=\(index), expected 1 to 1000 shards, counted from 0")
    }
    return shard
  }
}
