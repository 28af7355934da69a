import AgentHealth
import Foundation
import Reports
import Testing

@Suite("Metrics")
struct MetricsTests {
  static let bad = SweepMetrics(badDay, installation: "prod")
  static let good = SweepMetrics(goodDay, installation: "prod")

  /// The samples of one family by their own labels' values.
  static func samples(_ name: String, of metrics: SweepMetrics) -> [String: Double] {
    let metric = metrics.metrics.first { $0.name == name }
    return Dictionary(uniqueKeysWithValues: (metric?.samples ?? []).map { ($0.labels.map(\.value).joined(separator: "/"), $0.value) })
  }

  @Test("are the figures of the report")
  func figures() {
    func of(_ name: String) -> [String: Double] { Self.samples(name, of: Self.bad) }
    #expect(of("instances") == ["connected": 1302, "disconnected": 8])
    #expect(of("targets") == ["seen": 2, "not_seen": 2])
    #expect(of("longest_disconnected") == ["": 86402.345], "from the first strike to the end of the sweep")
    #expect(
      of("decisions") == [
        "due/disconnected": 2, "striking/strikes": 1, "ignored/not_running": 1, "held/brake": 2, "deferred/per_cluster": 1,
      ])
    #expect(of("holds") == ["brake": 1, "cooldown": 1, "control_plane_suspected": 0, "region_unreadable": 0])
    #expect(of("steps") == ["done": 5, "already_done": 0, "failed": 1])
    #expect(of("remediations") == ["done": 1, "unfinished": 1, "stranded": 1])
    #expect(of("requests") == ["": 1412] && of("throttled") == ["": 2] && of("duration") == ["": 2.345] && of("success") == ["": 0])
    #expect(Self.samples("success", of: Self.good) == ["": 1])
  }

  @Test("a sweep is a success unless it failed, or was to see something and saw nothing")
  func success() {
    func isSuccess(_ change: (inout SweepReport) -> Void) -> Bool {
      SweepMetrics(goodDay.with(change), installation: "x").isSuccess
    }
    let missing = TargetReport(account: "a", region: nil, cluster: nil, status: .failed)
    #expect(isSuccess { _ in })
    #expect(isSuccess { $0.targets.append(missing) }, "a gap is a metric of its own")
    #expect(!isSuccess { $0.targets = [missing] })
    #expect(isSuccess { $0.targets = [] })
    #expect(isSuccess { $0.instances = [instance(1, Ruling(.held, .brake, ""))] })
    #expect(!isSuccess { $0.failures = ["no store"] })
    #expect(!isSuccess { $0.interruption = 15 })
    #expect(!isSuccess { $0.fruitless = .accounts })
  }

  @Suite("for Prometheus")
  struct OpenMetrics {
    @Test("are well-formed OpenMetrics that say all of it", arguments: [badDay, goodDay])
    func wellFormed(report: SweepReport) throws {
      let metrics = SweepMetrics(report, installation: "pr\"od\\\n")
      let families = try OpenMetricsParser(metrics.openMetrics(lastSuccess: start)).families
      for metric in metrics.metrics {
        let family = try #require(families.first { $0.name.hasPrefix("ecs_agent_monitor_\(metric.name)") })
        #expect(family.help == metric.help)
        #expect(family.samples.map(\.value) == metric.samples.map(\.value))
        #expect(family.samples.allSatisfy { $0.labels["installation"] == "pr\"od\\\n" && $0.labels["mode"] == "apply" })
      }
      #expect(families.count == metrics.metrics.count + 2)
    }

    @Test("keep the time of the last success until the next")
    func lastSuccess() throws {
      let success = try #require(SweepMetrics.lastSuccess(in: MetricsTests.good.openMetrics(lastSuccess: nil)))
      #expect(success == MetricsTests.good.at)
      let failed = MetricsTests.bad.openMetrics(lastSuccess: success)
      #expect(SweepMetrics.lastSuccess(in: failed) == MetricsTests.good.at)
      #expect(failed.contains("ecs_agent_monitor_last_success_timestamp_seconds{installation=\"prod\",mode=\"apply\"} 1795403045.7\n"))
      #expect(SweepMetrics.lastSuccess(in: MetricsTests.bad.openMetrics(lastSuccess: nil)) == nil, "before the first success there is none")
      #expect(SweepMetrics.lastSuccess(in: "") == nil)
    }
  }

  @Suite("for CloudWatch")
  struct CloudWatch {
    /// One line, taken apart.
    struct Line {
      let object: [String: Any]
      let names: [String]
      let dimensions: [String]

      init(_ bytes: [UInt8]) throws {
        object = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        let metadata = try #require(object["_aws"] as? [String: Any])
        #expect(metadata["Timestamp"] as? Int == Int(MetricsTests.bad.at.milliseconds))
        let directives = try #require(metadata["CloudWatchMetrics"] as? [[String: Any]])
        #expect(directives.count == 1 && directives[0]["Namespace"] as? String == "ECSAgentMonitor")
        dimensions = try #require(directives[0]["Dimensions"] as? [[String]]).flatMap(\.self)
        names = try #require(directives[0]["Metrics"] as? [[String: String]]).map { try #require($0["Name"]) }
      }

      func value(_ name: String) -> Double? { (object[name] as? NSNumber)?.doubleValue }
    }

    @Test("hold every name that they announce, dimensions as texts, metrics as numbers, within CloudWatch's limits")
    func wellFormed() throws {
      for bytes in MetricsTests.bad.cloudWatchLines {
        #expect(bytes.count < 256 << 10 && !bytes.contains(0x0A))
        let line = try Line(bytes)
        #expect(!line.names.isEmpty && line.names.count <= 100 && Set(line.names).count == line.names.count)
        #expect(line.names.allSatisfy { line.value($0) != nil })
        #expect(line.dimensions.allSatisfy { line.object[$0] is String } && line.dimensions.count <= 9)
      }
    }

    @Test("are one line of sums with zeros, and one for each verdict with its reason")
    func lines() throws {
      let lines = try MetricsTests.bad.cloudWatchLines.map(Line.init)
      #expect(lines.count == 6)
      let sums = lines[0]
      #expect(sums.dimensions == ["Installation", "Mode"])
      #expect(sums.value("InstancesDisconnected") == 8 && sums.value("TargetsNotSeen") == 2 && sums.value("Holds") == 2)
      #expect(sums.value("DecisionsHeld") == 2 && sums.value("StepsFailed") == 1 && sums.value("Success") == 0)
      #expect(lines.dropFirst().allSatisfy { $0.dimensions == ["Installation", "Mode", "Verdict", "Reason"] && $0.names == ["Decisions"] })
      let held = try #require(lines.first { $0.object["Verdict"] as? String == "held" })
      #expect(held.object["Reason"] as? String == "brake" && held.value("Decisions") == 2)

      let quiet = try JSONSerialization.jsonObject(with: Data(MetricsTests.good.cloudWatchLines[0])) as? [String: Any]
      #expect(quiet?["DecisionsHeld"] as? Int == 0 && MetricsTests.good.cloudWatchLines.count == 1, "an alarm needs zeros")
    }

    @Test("are the names of the documentation")
    func documented() throws {
      let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      let page = try String(contentsOf: root.appending(path: "Documentation/metrics.md"), encoding: .utf8)
      for line in try MetricsTests.bad.cloudWatchLines.map(Line.init) {
        for name in line.names { #expect(page.contains("`\(name)`"), "\(name)") }
      }
      for metric in MetricsTests.bad.metrics { #expect(page.contains("`ecs_agent_monitor_\(metric.name)"), "\(metric.name)") }
    }
  }
}
