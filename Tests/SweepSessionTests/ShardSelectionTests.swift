import AWSCore
import AgentHealth
import SweepSession
import Testing

@Suite("Which shard a process sweeps")
struct ShardSelectionTests {
  private static func selected(_ flag: String? = nil, _ variables: [String: String] = [:]) throws(Refusal) -> String? {
    try Shard.selected(flag: flag, environment: Environment(variables))?.description
  }

  @Test("is all there is where nobody says more, also within a job that counts something else")
  func none() throws {
    #expect(try Self.selected() == nil)
    #expect(try Self.selected(nil, ["AWS_BATCH_JOB_ARRAY_INDEX": "3", "JOB_COMPLETION_INDEX": "1"]) == nil)
  }

  @Test("is what the flag says, whatever the job's variables are")
  func flag() throws {
    #expect(try Self.selected("2/5") == "2/5")
    #expect(try Self.selected("2/5", ["ECS_AGENT_MONITOR_SHARDS": "9", "JOB_COMPLETION_INDEX": "8"]) == "2/5")
  }

  @Test("is counted from 0 by jobs", arguments: ["AWS_BATCH_JOB_ARRAY_INDEX", "JOB_COMPLETION_INDEX"])
  func jobs(variable: String) throws {
    #expect(try Self.selected(nil, ["ECS_AGENT_MONITOR_SHARDS": "3", variable: "0"]) == "1/3")
    #expect(try Self.selected(nil, ["ECS_AGENT_MONITOR_SHARDS": "3", variable: "2"]) == "3/3")
  }

  @Test(
    "that is none is refused as wrong usage",
    arguments: [
      ["ECS_AGENT_MONITOR_SHARDS": "3"], ["ECS_AGENT_MONITOR_SHARDS": "3", "JOB_COMPLETION_INDEX": "3"],
      ["ECS_AGENT_MONITOR_SHARDS": "x", "JOB_COMPLETION_INDEX": "0"],
      ["ECS_AGENT_MONITOR_SHARDS": "3", "JOB_COMPLETION_INDEX": "\(Int.max)"],
      ["ECS_AGENT_MONITOR_SHARDS": "3", "JOB_COMPLETION_INDEX": "-1"],
    ])
  func wrong(variables: [String: String]) {
    let refusal = #expect(throws: Refusal.self) { try Self.selected(nil, variables) }
    #expect(refusal?.status == .usage)
  }

  @Test("by a wrong flag is refused with what was expected")
  func wrongFlag() {
    let refusal = #expect(throws: Refusal.self) { try Self.selected("0/3") }
    #expect(refusal?.description == "--shard: found \"0/3\", expected I/N such as \"2/5\", I from 1 to N, N at most 1000")
  }
}
