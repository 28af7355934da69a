/// Rule 9, hurried by a person: an apply that ends one remediation and begins none.
public enum FinishRule {
  /// What stays as it was judged: everybody but the one instance, and that one too unless we began to replace it. Who was due is deferred.
  /// - Parameters:
  ///   - judged: the verdicts of a sweep.
  ///   - ec2Instance: the instance whose remediation is to be ended.
  public static func left(of judged: [Judged], finishing ec2Instance: String, installation: String) -> [Target: [String: Ruling]] {
    var left: [Target: [String: Ruling]] = [:]
    for item in judged {
      let isMeant = item.instance.sighting.ec2Instance == ec2Instance
      if isMeant, RemediationTag.isOurs(item.instance.facts.remediationTag, installation: installation) { continue }
      let detail = isMeant ? "its remediation was not begun: a sweep begins it" : "only \(ec2Instance) was to be finished"
      left[item.target, default: [:]][item.instance.sighting.containerInstance] =
        item.ruling.verdict == .due ? Ruling(.deferred, .notAsked, detail) : item.ruling
    }
    return left
  }
}
