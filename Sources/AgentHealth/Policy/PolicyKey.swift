/// The name of a knob, the same in clusters.json, in reports and, with hyphens, as a flag.
public enum PolicyKey: String, CaseIterable, Sendable {
  case failAfter = "fail_after"
  case minDisconnected = "min_disconnected"
  case loneMinDisconnected = "lone_min_disconnected"
  case minGap = "min_gap"
  case maxGap = "max_gap"
  case startupGrace = "startup_grace"
  case updateGrace = "update_grace"
  case maxDisconnected = "max_disconnected"
  case maxHold = "max_hold"
  case cooldown
  case perGroup = "per_group"
  case perCluster = "per_cluster"
  case perSweep = "per_sweep"
  case perHour = "per_hour"
  case replacementWait = "replacement_wait"
  case maxFailedReplacements = "max_failed_replacements"
  case ghostAfter = "ghost_after"
  case method
  case allowDetachManaged = "allow_detach_managed"
  case apiShare = "api_share"
  case scan

  /// What a value of this key must look like, in words that complete "expected …".
  public var expectation: String {
    switch self {
    case .failAfter, .maxFailedReplacements: "a whole number from 1 to 100"
    case .perGroup, .perCluster, .perSweep, .perHour: "a whole number from 0 to 1000"
    case .minGap: "a duration from \"1s\" to \"365d\" such as \"60s\""
    case .minDisconnected, .loneMinDisconnected, .maxGap, .startupGrace, .updateGrace, .maxHold, .cooldown, .replacementWait, .ghostAfter:
      "a duration up to \"365d\" such as \"90s\", \"10m\" or \"6h\""
    case .maxDisconnected: "a count such as 2 or a share from \"0%\" to \"100%\""
    case .method: RemediationMethod.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
    case .allowDetachManaged: "true or false"
    case .apiShare: "a share from \"1%\" to \"100%\""
    case .scan: "\"full\" or \"filtered\""
    }
  }

  /// Whether a bare number is a legal value; durations and shares are text.
  public var takesNumber: Bool {
    switch self {
    case .failAfter, .perGroup, .perCluster, .perSweep, .perHour, .maxDisconnected, .maxFailedReplacements: true
    case .minDisconnected, .loneMinDisconnected, .minGap, .maxGap, .startupGrace, .updateGrace, .maxHold, .cooldown, .replacementWait,
      .ghostAfter, .method, .allowDetachManaged, .apiShare, .scan:
      false
    }
  }

  /// Whether text is a legal value in a file (a flag is always text).
  public var takesText: Bool { !takesNumber && !takesFlag || self == .maxDisconnected }

  /// Whether a value in a file is `true` or `false`.
  public var takesFlag: Bool { self == .allowDetachManaged }

  /// Sets this key in `policy` from the text of a value.
  ///
  /// Returns false, and leaves the policy as it was, where the text is not what ``expectation`` says.
  public func set(_ text: String, in policy: inout Policy) -> Bool {
    switch self {
    case .failAfter: Self.assign(Self.number(text, 1...100), to: &policy.failAfter)
    case .perGroup: Self.assign(Self.number(text, 0...1000), to: &policy.perGroup)
    case .perCluster: Self.assign(Self.number(text, 0...1000), to: &policy.perCluster)
    case .perSweep: Self.assign(Self.number(text, 0...1000), to: &policy.perSweep)
    case .perHour: Self.assign(Self.number(text, 0...1000), to: &policy.perHour)
    case .minDisconnected: Self.assign(Duration(text: text), to: &policy.minDisconnected)
    case .loneMinDisconnected: Self.assign(Duration(text: text), to: &policy.loneMinDisconnected)
    case .maxHold: Self.assign(Duration(text: text), to: &policy.maxHold)
    case .cooldown: Self.assign(Duration(text: text), to: &policy.cooldown)
    case .minGap: Self.assign(Duration(text: text).flatMap { $0 < .seconds(1) ? nil : $0 }, to: &policy.minGap)
    case .maxGap: Self.assign(Duration(text: text), to: &policy.maxGap)
    case .startupGrace: Self.assign(Duration(text: text), to: &policy.startupGrace)
    case .updateGrace: Self.assign(Duration(text: text), to: &policy.updateGrace)
    case .maxDisconnected: Self.assign(Limit(text: text), to: &policy.maxDisconnected)
    case .replacementWait: Self.assign(Duration(text: text), to: &policy.replacementWait)
    case .maxFailedReplacements: Self.assign(Self.number(text, 1...100), to: &policy.maxFailedReplacements)
    case .ghostAfter: Self.assign(Duration(text: text), to: &policy.ghostAfter)
    case .method: Self.assign(RemediationMethod(rawValue: text), to: &policy.method)
    case .allowDetachManaged: Self.assign(Bool(text), to: &policy.allowDetachManaged)
    case .apiShare: Self.assign(Self.positiveShare(text), to: &policy.apiSharePercent)
    case .scan: Self.assign(ScanMode(rawValue: text), to: &policy.scan)
    }
  }

  private static func assign<Value>(_ value: Value?, to place: inout Value) -> Bool {
    guard let value else { return false }
    place = value
    return true
  }

  private static func number(_ text: String, _ range: ClosedRange<Int>) -> Int? {
    guard text.first != "+", text.first != "-", let number = Int(text), range.contains(number) else { return nil }
    return number
  }

  private static func positiveShare(_ text: String) -> Int? {
    guard case .share(let percent)? = Limit(text: text), percent > 0 else { return nil }
    return percent
  }
}
