/// How one target was seen.
public struct TargetReport: Hashable, Sendable {
  /// How much of it was read.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    case ok
    case partial
    case failed
    /// It was not to be read: its organization says that nobody can work there. No error.
    case skipped
  }

  /// The account, by ID, or as it was named where it could not be proven.
  public let account: String
  /// The Region; nil where the account failed before any Region was asked.
  public let region: String?
  /// The cluster; nil where the Region failed before its clusters were listed.
  public let cluster: String?
  /// How much of it was read.
  public let status: Status
  /// How it was read; nil where it was never come to.
  public let scan: ScanMode?
  /// Instances that count for the brake.
  public let observed: Int
  /// How many of them are disconnected.
  public let disconnected: Int
  /// What is missing and why; nil where all was read.
  public let error: String?
  /// Why, in one word; nil where all was read, or where the reason lies in the configuration.
  public let cause: Gap?

  /// One target's row.
  public init(
    account: String, region: String?, cluster: String?, status: Status, scan: ScanMode? = nil, observed: Int = 0, disconnected: Int = 0,
    error: String? = nil, cause: Gap? = nil
  ) {
    self.cause = cause
    self.account = account
    self.region = region
    self.cluster = cluster
    self.status = status
    self.scan = scan
    self.observed = observed
    self.disconnected = disconnected
    self.error = error
  }

  /// Whether something of it should have been read and was not.
  public var isMissing: Bool { status == .partial || status == .failed }

  /// The row of an observation.
  public init(_ observation: Observation) {
    let (status, error): (Status, String?) =
      switch observation.coverage {
      case .complete: (.ok, nil)
      case .partial(let why): (.partial, why)
      case .failed(let why): (.failed, why)
      }
    let target = observation.target
    self.init(
      account: target.account, region: target.region, cluster: target.cluster, status: status, scan: observation.scan,
      observed: observation.observed, disconnected: observation.disconnected, error: error,
      cause: observation.gap)
  }
}
