/// A hold that is worked off: of each such scope one instance is in remediation at a time.
struct OneAtATime {
  let installation: String
  /// Open remediations that no picture shows, by `account/region/group`. Of which cluster they were, nobody knows.
  var unseen: [String: Int] = [:]

  /// The same instances in the same order, all but one of each scope held.
  ///
  /// - Parameter over: the due instances of each scope, by index.
  func applied(to judged: [Judged], over: [BrakeScope: [Int]], panel: BrakePanel) -> [Judged] {
    var result = judged
    for (scope, indices) in over {
      let open = hasUnseen(scope) || judged.contains { isOpen($0) && panel.scopes(of: $0.instance, in: $0.target).contains(scope) }
      let waiting = indices.filter { judged[$0].ruling.reason == .disconnected }.sorted { judged[$0].turn < judged[$1].turn }
      for index in open ? waiting[...] : waiting.dropFirst() where !isOpen(judged[index]) {
        result[index].ruling = Ruling(.held, .brake, "held for longer than max_hold \(scope.place): worked off one instance at a time")
      }
    }
    return result
  }

  private func hasUnseen(_ scope: BrakeScope) -> Bool {
    switch scope {
    case .cluster(let target): unseen.keys.contains { $0.hasPrefix(target.budgetGroup("")) }
    case .group(let account, let region, let name): unseen["\(account)/\(region)/\(name)"] != nil
    case .zone, .region: false
    }
  }

  private func isOpen(_ item: Judged) -> Bool {
    RemediationTag.isOurs(item.instance.facts.remediationTag, installation: installation)
  }
}

extension BrakePanel {
  /// Rule 5: how long a run must have lasted, longer where the Region has too few instances to tell a dead agent from a silent ECS.
  func minDisconnected(_ picture: Picture) -> Duration {
    let policy = picture.policy
    return isVouched(picture.target.region) ? policy.minDisconnected : max(policy.minDisconnected, policy.loneMinDisconnected)
  }
}
