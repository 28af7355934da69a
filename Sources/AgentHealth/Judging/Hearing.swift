/// What the rules for one instance are asked about: the instance, its cluster, the brakes, and by whom.
struct Hearing {
  let judge: Judge
  let instance: InstanceCase
  let picture: Picture
  let panel: BrakePanel

  var sighting: Sighting { instance.sighting }
  var facts: InstanceFacts { instance.facts }
  var policy: Policy { picture.policy }

  /// Whether its remediation tag is ours.
  var isOurs: Bool { RemediationTag.isOurs(facts.remediationTag, installation: judge.installation) }

  /// Whether we began to replace this instance and got past the point where its group or EC2 let it go.
  var isResumable: Bool { isOurs && facts.unreadable.isEmpty && (facts.isTerminated || facts.membership == nil) }

  /// What makes its registration a ghost's; nil where it is none.
  var ghost: Ruling? { Ghost.ruling(sighting, facts, policy: policy, now: judge.now) }

  /// When its run of strikes began, or the storm ended that it was part of.
  var since: Timestamp? { panel.start(of: instance, in: picture) ?? instance.record?.since }

  /// Its run of strikes, in one line.
  var strikes: String {
    guard let record = instance.record, let since else { return "no strikes" }
    let least = panel.minDisconnected(picture)
    var text = "strike \(record.count) of \(policy.failAfter), disconnected for \((judge.now - since).text) of \(least.text)"
    if since > record.since { text += ", counted from the end of a hold" }
    if least > policy.minDisconnected { text += ", for fewer than \(BrakePanel.witnesses) instances in the Region can vouch" }
    return text
  }

  /// That another sweep was here just now.
  var countedElsewhere: String { "another sweep counted this cluster less than \(policy.minGap.text) ago" }
}
