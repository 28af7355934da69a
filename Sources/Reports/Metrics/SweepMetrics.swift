public import AgentHealth

/// The figures of one sweep (Documentation/metrics.md): one value, from which the lines for CloudWatch and the file for Prometheus are made.
public struct SweepMetrics: Hashable, Sendable {
  /// A name and its value, such as `state="connected"`.
  public struct Label: Hashable, Sendable {
    /// The name.
    public let name: String
    /// The value.
    public let value: String
  }

  /// One number.
  public struct Sample: Hashable, Sendable {
    /// What it is of, beyond the labels that all have.
    public let labels: [Label]
    /// The number.
    public let value: Double
  }

  /// What a number counts.
  public enum Unit: String, Hashable, Sendable {
    case count = "Count"
    case seconds = "Seconds"
  }

  /// How CloudWatch gets the samples of a metric. Each of its metrics costs money.
  public enum Form: Hashable, Sendable {
    /// One metric, the samples' sum.
    case total
    /// A metric for each value of the first label, which becomes part of its name.
    case each
    /// Not at all.
    case none
  }

  /// Numbers of one kind.
  public struct Metric: Hashable, Sendable {
    /// In snake case, without the unit; the base of both names.
    public let name: String
    /// What it counts.
    public let unit: Unit
    /// One sentence for people, without a full stop.
    public let help: String
    /// How CloudWatch gets it.
    public let form: Form
    /// The numbers.
    public let samples: [Sample]
  }

  /// What all numbers have: the installation, the mode, and the shard where there is one.
  public let labels: [Label]
  /// The sweep's ID.
  public let sweepID: String
  /// When the sweep ended.
  public let at: Timestamp
  /// Whether the sweep did what it was to do: nothing of it failed, and it saw something.
  public let isSuccess: Bool
  /// All numbers, in order.
  public let metrics: [Metric]

  /// The figures of `report`.
  public init(_ report: SweepReport, installation: String) {
    let shard = report.shard.map { [Label(name: "shard", value: $0.description)] } ?? []
    labels = [Label(name: "installation", value: installation), Label(name: "mode", value: report.mode.rawValue)] + shard
    sweepID = report.sweepID
    at = report.startedAt + report.duration
    isSuccess = InvocationFailure(report) == nil && report.fruitless == nil && !report.isBlind
    metrics = Self.sight(report, at: at) + Self.decisions(report) + Self.deeds(report) + Self.cost(report, isSuccess)
  }
}

extension SweepReport {
  /// Whether there was something to see and nothing was seen.
  fileprivate var isBlind: Bool { targets.contains(where: \.isMissing) && !targets.contains { $0.status == .ok } }
}
