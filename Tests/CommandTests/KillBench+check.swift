import MockAWS
import TestSupport
import Testing

extension KillBench {
  /// What was changed, but for messages.
  var changes: [MockCall] { mock.mutations.filter { $0.wasCarriedOut && $0.operation != "Publish" } }

  /// What was begun and is not ended: tagged, detached or being terminated, and still running or registered.
  var open: Set<String> {
    let touched = mock.truth.filter { instance in
      let isUntouched = instance.group != nil && instance.lifecycleState == "InService" && instance.ec2State == "running"
      return dead.contains(instance.ec2InstanceID) && (instance.tags["ecs-agent-monitor:remediation"] != nil || !isUntouched)
    }
    return Set(touched.filter { $0.containerInstanceID != nil || $0.ec2State == "running" }.map(\.ec2InstanceID))
  }

  /// One whole sweep, whose report names all that is open, or ends it.
  func reportingSweep(atOnce: Bool = false, _ comment: String) async throws -> Monitor.Run {
    let before = open
    let run = try await sweep(atOnce: atOnce)
    let report = try #require(run.report, "\(comment): \(run.status) \(run.errors)")
    #expect(run.status == (report.unfinished.isEmpty ? 0 : 4), "\(comment): \(run.output) \(run.errors)")
    let named = report.unfinished.map(\.ec2_instance_id) + report.instances.filter(\.isRemediated).map(\.ec2_instance_id)
    #expect(before.subtracting(named).isEmpty, "\(comment): open and not reported, \(run.output)")
    let isCountedOnce = report.instances.allSatisfy { $0.strikes <= begun - begunBefore[$0.ec2_instance_id, default: 0] }
    #expect(isCountedOnce, "\(comment): more strikes than sweeps, \(run.output)")
    return run
  }

  /// Sweeps until nothing is left to do.
  func sweepUntilDone(_ comment: String) async throws {
    for _ in 1...6 {
      if try isDone { return }
      _ = try await reportingSweep(comment)
    }
    let left = mock.truth.filter { $0.containerInstanceID != nil && !$0.agentConnected }
    #expect(try isDone, "\(comment): not done after 6 sweeps, \(open) \(left)")
  }

  /// Whether every silent instance is gone and its replacement there.
  private var isDone: Bool {
    get throws {
      guard open.isEmpty else { return false }
      return try places.allSatisfy { place in try instances(place).allSatisfy(\.agentConnected) }
    }
  }

  /// What must hold whatever was killed when.
  func checkAll(_ comment: String) async throws {
    var detached: [String: Int] = [:]
    var terminated: Set<String> = []
    for call in changes {
      let touched = Set(call.resources.filter { $0.hasPrefix("i-") })
      #expect(touched.count == 1 && touched.isSubset(of: dead), "\(comment): \(call) of what was connected")
      for id in touched {
        switch call.operation {
        case "DetachInstances": detached[id, default: 0] += 1
        case "TerminateInstances":
          terminated.insert(id)
          #expect(detached[id] == 1, "\(comment): terminated before it was detached")
        case "DeregisterContainerInstance": #expect(terminated.contains(id), "\(comment): deregistered before it was terminated")
        default: #expect(call.operation == "CreateTags")
        }
      }
    }
    #expect(Set(detached.keys) == dead && detached.values.allSatisfy { $0 == 1 }, "\(comment): each was detached, and once")
    #expect(terminated == dead, "\(comment): each was terminated")
    for place in places {
      let isWhole = try await eventually {
        let (members, instances) = (
          try mock.group(account: place.account, region: place.region, name: "ecs-\(MockFleet.clusterName(0))").members,
          try instances(place)
        )
        return Set(members) == Set(instances.map(\.ec2InstanceID)) && instances.count == Self.size && instances.allSatisfy(\.isHealthy)
      }
      let ids = try instances(place).map(\.ec2InstanceID)
      #expect(isWhole, "\(comment): \(place) is not as large as it was: \(ids)")
    }
  }
}
