import AgentHealth

extension SweepMark {
  /// `<sweep id> <ms>`: the text of key `swept`.
  var redisText: String { "\(id) \(at.milliseconds)" }

  /// Reads ``redisText``; nil where it is anything else.
  init?(redisText text: String) {
    guard let space = text.lastIndex(of: " "), let at = Timestamp(redisText: text[text.index(after: space)...]) else { return nil }
    self.init(id: String(text[..<space]), at: at)
  }
}

extension StrikeRecord {
  /// `<since ms> <count> <version or -> <restarts as ms,ms or -> <updating since ms or ->`: the text of key `since`.
  ///
  /// The count stands here as well as in key `strikes`: one is written, the other incremented, in the same block. Where they differ, two
  /// sweeps have counted at once, and the record is not trusted.
  var redisText: String {
    let restarts = restarts.isEmpty ? "-" : restarts.map { String($0.milliseconds) }.joined(separator: ",")
    let version = version.map(String.init) ?? "-"
    let updating = updatingSince.map { String($0.milliseconds) } ?? "-"
    return "\(since.milliseconds) \(count) \(version) \(restarts) \(updating)"
  }

  /// A record from its three keys; nil where one is missing, damaged, or does not fit the others. A strike may be lost.
  init?(strikes: String?, seen: String?, since text: String?) {
    guard let strikes, let seen, let text, let count = Int(strikes), (0...Self.mostStrikes).contains(count) else { return nil }
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 5, let since = Timestamp(redisText: parts[0]), parts[1] == strikes else { return nil }
    self.init(count: count, since: since, seen: seen)
    if parts[2] != "-" {
      guard let version = Int64(parts[2]) else { return nil }
      self.version = version
    }
    if parts[3] != "-" {
      for part in parts[3].split(separator: ",", omittingEmptySubsequences: false) {
        guard let restart = Timestamp(redisText: part) else { return nil }
        restarts.append(restart)
      }
    }
    if parts[4] != "-" {
      guard let updatingSince = Timestamp(redisText: parts[4]) else { return nil }
      self.updatingSince = updatingSince
    }
  }
}

extension Target {
  /// `<account>:<region>:<cluster>`: a member of key `targets`.
  var redisText: String { "\(account):\(region):\(cluster)" }

  /// Reads ``redisText``; nil where it is anything else.
  init?(redisText text: String) {
    let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    self.init(account: parts[0], region: parts[1], cluster: parts[2])
  }
}

extension Tally {
  /// `<account> <scope>`: a field of key `tallies`.
  var redisField: String { "\(account) \(scope)" }
  /// `<observed> <disconnected> <ms>`: its value.
  var redisText: String { "\(observed) \(disconnected) \(at.milliseconds)" }

  /// Reads both; nil where they are anything else.
  init?(redisField field: String, redisText text: String) {
    let names = field.split(separator: " ", maxSplits: 1).map(String.init)
    let figures = text.split(separator: " ", omittingEmptySubsequences: false)
    guard names.count == 2, figures.count == 3, let observed = Int(figures[0]), let disconnected = Int(figures[1]),
      let at = Timestamp(redisText: figures[2]), observed >= 0, disconnected >= 0
    else { return nil }
    self.init(account: names[0], scope: names[1], observed: observed, disconnected: disconnected, at: at)
  }
}

extension Hold {
  /// `<held ms> <released ms or ->`: the text of key `held`.
  var redisText: String { "\(heldAt.milliseconds) \(releasedAt.map { String($0.milliseconds) } ?? "-")" }

  /// Reads ``redisText``; nil where it is anything else.
  init?(redisText text: String) {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 2, let heldAt = Timestamp(redisText: parts[0]) else { return nil }
    self.init(heldAt: heldAt)
    if parts[1] != "-" {
      guard let releasedAt = Timestamp(redisText: parts[1]) else { return nil }
      self.releasedAt = releasedAt
    }
  }
}

extension StoreOwner {
  /// `<account>/<installation>`: the text of key `owner`.
  var redisText: String { "\(account)/\(installation)" }

  /// Reads ``redisText``; nil where it is anything else.
  init?(redisText text: String) {
    guard let slash = text.firstIndex(of: "/") else { return nil }
    self.init(account: String(text[..<slash]), installation: String(text[text.index(after: slash)...]))
  }
}

extension Timestamp {
  /// Milliseconds since 1970, 0 to the year 9999: beyond it, sums of times could overflow.
  init?(redisText text: Substring) {
    guard let value = Int64(text), (0...253_402_300_799_999).contains(value) else { return nil }
    self.init(milliseconds: value)
  }
}
