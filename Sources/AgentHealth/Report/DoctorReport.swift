/// What `doctor` found out about one thing that a sweep needs.
public struct Finding: Hashable, Sendable {
  /// How it went.
  public enum Result: String, Hashable, Sendable, CaseIterable {
    case ok
    /// Sweeps work, and somebody should look at it.
    case warning
    /// A sweep would fail here.
    case failed
    /// There is no harmless way to try it, or nothing to try it on.
    case untested
  }

  /// How it went.
  public var result: Result
  /// What was tried: `role`, `clock`, `store`, or an action of IAM such as `ecs:ListClusters`.
  public var check: String
  /// The account, by ID, or as it was named where it could not be proven; nil where it is about none.
  public var account: String?
  /// The Region; nil where it is about none or all.
  public var region: String?
  /// What was found, one line.
  public var detail: String
  /// What to do, one line; nil where nothing is to be done.
  public var advice: String?
  /// How a sweep that meets this failure would end; only a failed finding counts.
  public var consequence: ExitStatus

  /// A finding.
  public init(
    _ result: Result, _ check: String, account: String? = nil, region: String? = nil, detail: String, advice: String? = nil,
    consequence: ExitStatus = .clean
  ) {
    self.result = result
    self.check = check
    self.account = account
    self.region = region
    self.detail = detail
    self.advice = advice
    self.consequence = consequence
  }
}

/// Everything that `doctor` found out.
public struct DoctorReport: Hashable, Sendable {
  /// In the order in which a sweep would meet them: caller, store, topic, then account by account and Region by Region.
  public var findings: [Finding]

  /// A report of findings.
  public init(_ findings: [Finding]) {
    self.findings = findings
  }

  /// How the worst of what failed would end a sweep, in a sweep's own order: 1, 4, 2. Warnings and what is untested do not count.
  public var exitStatus: Int32 {
    let failures = Set(findings.filter { $0.result == .failed }.map(\.consequence))
    let worst = [ExitStatus.runtimeFailure, .unfinished, .notSeen].first { failures.contains($0) }
    return (worst ?? (failures.isEmpty ? .clean : .runtimeFailure)).rawValue
  }

  /// How many there are of a result.
  public func count(_ result: Finding.Result) -> Int { findings.count { $0.result == result } }
}
