extension BrakePanel {
  /// A scope that some policy puts under a limit.
  private struct Key: Hashable {
    let scope: BrakeScope
    let limit: Limit
  }

  /// Every brake that has something to say or to remember, with the longest cool-down of its policies.
  private func keys(_ pictures: [Picture]) -> [Key: Duration] {
    var keys: [Key: Duration] = [:]
    for picture in pictures {
      let (target, policy) = (picture.target, picture.policy)
      var scopes = Set(picture.cases.flatMap { self.scopes(of: $0, in: target) })
      scopes.formUnion(picture.zones.keys.map { .zone(region: target.region, id: $0) } + [.cluster(target), .region(target.region)])
      for scope in scopes {
        keys[Key(scope: scope, limit: policy.maxDisconnected), default: .zero].grow(to: policy.cooldown)
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
    func note(_ name: String, _ region: String, holds: Bool, _ cooldown: Duration) {
      let hold = advanced(name, region, holds: holds, cooldown)
      if let hold, hold != remembered(name, region) { changes[region, default: [:]][name] = hold }
    }
    for (key, cooldown) in keys(pictures) {
      let brake = brake(key.scope, key.limit)
      note(brake.name, key.scope.region, holds: brake.holds, cooldown)
    }
    for (region, pictures) in Dictionary(grouping: pictures, by: \.target.region) {
      note(Self.hardName, region, holds: controlPlanes[region] != nil, pictures.map(\.policy.cooldown).max() ?? .zero)
    }
    return changes
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
    for (key, cooldown) in keys(pictures) {
      let brake = brake(key.scope, key.limit)
      let hold = advanced(brake.name, key.scope.region, holds: brake.holds, cooldown)
      guard brake.holds || hold?.isCooling(now, cooldown: cooldown) == true else { continue }
      reports.append(
        HoldReport(
          key.scope, rule: brake.holds ? .brake : .cooldown, figures: brake.figures, allowed: brake.allowed, limit: key.limit,
          detail: brake.detail, hold: hold, change: HoldReport.Change(from: remembered(brake.name, key.scope.region), to: hold)))
    }
    return reports.sorted { $0.order < $1.order }
  }
}

extension Duration {
  fileprivate mutating func grow(to other: Duration) { self = max(self, other) }
}
