import AgentHealth

/// The names of the keys in Redis. All of a target share the hash tag `{account:region:cluster}`, so that they live in one slot.
struct RedisKeys: Hashable, Sendable {
  /// What every key begins with.
  let prefix: String
  /// What the key of the pauses begins with.
  let pausePrefix: String

  /// - Parameters:
  ///   - prefix: `[A-Za-z0-9_.:-]{1,64}`.
  ///   - pausePrefix: another prefix whose pauses count here too; nil means its own.
  init(prefix: String, pausePrefix: String? = nil) throws(StoreError) {
    try Self.check(prefix)
    if let pausePrefix { try Self.check(pausePrefix) }
    self.prefix = prefix
    self.pausePrefix = pausePrefix ?? prefix
  }

  private static func check(_ prefix: String) throws(StoreError) {
    let isAllowed = prefix.utf8.allSatisfy { byte in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || "_.:-".utf8.contains(byte)
    }
    guard isAllowed, (1...64).contains(prefix.utf8.count) else {
      throw StoreError(.configuration, "found the key prefix '\(prefix)', expected 1 to 64 of A-Z, a-z, 0-9 and _ . : -")
    }
  }

  /// Layout version; never expires.
  var schema: String { "\(prefix):{install}:schema" }
  /// Account and installation that own the prefix; never expires.
  var owner: String { "\(prefix):{install}:owner" }

  /// What operators have paused; never expires, each pause ends by itself.
  var pause: String { "\(pausePrefix):{install}:pause" }
  /// Every target that was counted, by time: an index for commands.
  var targets: String { "\(prefix):{install}:targets" }

  /// Instances begun, by time.
  var begun: String { "\(prefix):{budget}:hour" }
  /// Open remediations, by the end of their place.
  var open: String { "\(prefix):{budget}:open" }
  /// What one sweep was granted.
  func granted(_ sweepID: String) -> String { "\(prefix):{budget}:sweep:\(sweepID)" }

  /// What workers saw of a Region.
  func tallies(_ region: String) -> String { "\(prefix):{brake:\(region)}:tallies" }
  /// Since when a scope of a Region is held.
  func held(_ scope: String, _ region: String) -> String { "\(prefix):{brake:\(region)}:held:\(scope)" }
  /// What a group of a Region, `account/name`, was told to replace.
  func replaced(_ group: String, _ region: String) -> String { "\(prefix):{brake:\(region)}:replaced:\(group)" }
  /// What the doctor writes and removes.
  var checkup: String { "\(prefix):{install}:checkup" }

  /// Who counts.
  func turn(_ target: Target) -> String { key(target, "turn") }
  /// The mark of the sweep that counted last.
  func swept(_ target: Target) -> String { key(target, "swept") }
  /// The set of those that have strikes: an index, never trusted alone.
  func struck(_ target: Target) -> String { key(target, "struck") }
  /// The count of one container instance.
  func strikes(_ target: Target, _ instance: String) -> String { key(target, "strikes:\(instance)") }
  /// The sweep that counted it last.
  func seen(_ target: Target, _ instance: String) -> String { key(target, "seen:\(instance)") }
  /// The rest of its record.
  func since(_ target: Target, _ instance: String) -> String { key(target, "since:\(instance)") }
  /// Open remediations.
  func journal(_ target: Target) -> String { key(target, "journal") }

  /// What the last message said.
  func told(_ target: Target) -> String { key(target, "told") }

  /// The three keys of one container instance's record.
  func record(_ target: Target, _ instance: String) -> [String] {
    [strikes(target, instance), seen(target, instance), since(target, instance)]
  }

  private func key(_ target: Target, _ name: String) -> String {
    "\(prefix):{\(target.account):\(target.region):\(target.cluster)}:\(name)"
  }
}
