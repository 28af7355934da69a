extension BrakePanel {
  /// A scope that some policy puts under a limit.
  private struct Key: Hashable {
    let scope: BrakeScope
    let limit: Limit
  }

  private struct Watch {
    /// The longest of its policies.
    var cooldown = Duration.zero
    /// Whether it could be seen that it is over: in a cluster that was read completely. What is wide has other witnesses.
    var isSeen = false

    mutating func add(_ cooldown: Duration, isSeen: Bool) {
      self.cooldown = max(self.cooldown, cooldown)
      self.isSeen = self.isSeen || isSeen
    }
  }

  /// Every brake that has something to say or to remember.
  private func keys(_ pictures: [Picture]) -> [Key: Watch] {
    var keys: [Key: Watch] = [:]
    for picture in pictures {
      let (target, policy) = (picture.target, picture.policy)
      var scopes = Set(picture.cases.flatMap { self.scopes(of: $0, in: target) })
      scopes.formUnion(picture.zones.keys.map { .zone(region: target.region, id: $0) } + [.cluster(target), .region(target.region)])
      for scope in scopes {
        let isSeen = scope.isWide || picture.observation.coverage == .complete
        keys[Key(scope: scope, limit: policy.maxDisconnected), default: Watch()].add(policy.cooldown, isSeen: isSeen)
      }
    }
    return keys
  }

  /// The names under which holds are to be recalled, by Region.
  func names(_ pictures: [Picture]) -> [String: [String]] {
    Dictionary(keys(pictures).keys.map { ($0.scope.region, [brake($0.scope, $0.limit).name]) }, uniquingKeysWith: +)
      .mapValues { ([Self.hardName] + $0).sorted() }
  }

  /// What is to be remembered of each Region's scopes: the recalled holds as this sweep leaves them, only those that changed.
  func changes(_ pictures: [Picture]) -> [String: [String: Hold]] {
    var changes: [String: [String: Hold]] = [:]
    func note(_ name: String, _ region: String, _ hold: Hold?) {
      if let hold, hold != remembered(name, region) { changes[region, default: [:]][name] = hold }
    }
    for (key, watch) in keys(pictures) {
      let brake = brake(key.scope, key.limit)
      note(brake.name, key.scope.region, hold(brake, watch))
    }
    for (region, pictures) in Dictionary(grouping: pictures, by: \.target.region) {
      let cooldown = pictures.map(\.policy.cooldown).max() ?? .zero
      note(Self.hardName, region, advanced(Self.hardName, region, holds: controlPlanes[region] != nil, cooldown))
    }
    return changes
  }

  /// A brake's hold as this sweep leaves it: who could not see the end of a storm does not release it.
  private func hold(_ brake: Brake, _ watch: Watch) -> Hold? {
    guard brake.holds || watch.isSeen else { return remembered(brake.name, brake.scope.region) }
    return advanced(brake.name, brake.scope.region, holds: brake.holds, watch.cooldown)
  }

  /// What holds at present, the widest first, for the report.
  func reports(_ pictures: [Picture]) -> [HoldReport] {
    var reports: [HoldReport] = []
    for region in Set(pictures.map(\.target.region)) {
      let cooldown = pictures.filter { $0.target.region == region }.map(\.policy.cooldown).max() ?? .zero
      let hold = advanced(Self.hardName, region, holds: controlPlanes[region] != nil, cooldown)
      let change = HoldReport.Change(from: remembered(Self.hardName, region), to: hold)
      if let plane = controlPlanes[region] {
        reports.append(
          HoldReport(
            .region(region), rule: HoldReport.Rule(plane.rule), figures: plane.figures, detail: plane.detail, hold: hold, change: change))
      } else if let hold, hold.isCooling(now, cooldown: cooldown) {
        let figures = figures[.region(region)] ?? BrakeFigures()
        reports.append(
          HoldReport(.region(region), rule: .cooldown, figures: figures, detail: "a hard rule held it", hold: hold, change: change))
      }
    }
    reports += keys(pictures).compactMap(report)
    return reports.sorted { $0.order < $1.order }
  }

  private func report(_ key: Key, _ watch: Watch) -> HoldReport? {
    let brake = brake(key.scope, key.limit)
    guard let hold = hold(brake, watch), hold.releasedAt == nil || hold.isCooling(now, cooldown: watch.cooldown) else { return nil }
    let isUnseen = hold.releasedAt == nil && !brake.holds
    return HoldReport(
      key.scope, rule: hold.releasedAt == nil ? .brake : .cooldown, figures: brake.figures, allowed: brake.allowed, limit: key.limit,
      detail: brake.detail + (isUnseen ? "; it was held when it was last read completely" : ""), hold: hold,
      change: HoldReport.Change(from: remembered(brake.name, key.scope.region), to: hold))
  }
}
