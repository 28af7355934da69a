/// The knobs of the rules, for one target. The defaults stand here and nowhere else.
public struct Policy: Hashable, Sendable {
  /// Strikes until an instance is due. Range 1…100, default 2; 1 needs `minDisconnected` of at least 5 minutes.
  public var failAfter = 2
  /// How long a run of strikes must have lasted before its instance is due. Default 10 minutes.
  public var minDisconnected: Duration = .seconds(600)
  /// Two sweeps of one target closer than this count once. Range from 1 second, default 60 seconds.
  public var minGap: Duration = .seconds(60)
  /// A run is forgotten when its target was not swept for this long. Default 3 hours.
  public var maxGap: Duration = .seconds(3 * 3600)
  /// No strike this soon after registration or launch. Default 10 minutes.
  public var startupGrace: Duration = .seconds(600)
  /// No strike during an agent update, for at most this long. Default 15 minutes.
  public var updateGrace: Duration = .seconds(900)
  /// The least `minDisconnected` where no wider scope of 6 observed instances can vouch that the cause is not AWS's. Default 1 hour.
  public var loneMinDisconnected: Duration = .seconds(3600)
  /// More disconnected than this at once holds every remediation there: in a cluster, an Auto Scaling group, a zone or Region over all
  /// accounts. Default 20 %.
  public var maxDisconnected: Limit = .share(percent: 20)
  /// A cluster or group that was held for so long is worked off one instance at a time, where nothing wider is held. Default 1 hour.
  public var maxHold: Duration = .seconds(3600)
  /// How long a scope that is released stays as it is. Default 15 minutes.
  public var cooldown: Duration = .seconds(900)
  /// Open remediations in one Auto Scaling group. Default 1; 0 means report only.
  public var perGroup = 1
  /// Open remediations in one cluster. Default 1; 0 means report only.
  public var perCluster = 1
  /// Remediations begun in one sweep. Default 5; 0 means report only.
  public var perSweep = 5
  /// Remediations begun within an hour, by all workers that share the store's key prefix. Default 10; 0 means report only.
  public var perHour = 10
  /// How long the next instance of a group waits until what was begun is replaced: a newer instance is connected, and the group has as many in
  /// service as it wants. Default 15 minutes.
  public var replacementWait: Duration = .seconds(900)
  /// So many of a group that were not replaced within 6 hours make it report only, until its launch template changes or a person resumes it.
  /// Range 1…100, default 2.
  public var maxFailedReplacements = 2
  /// How long after EC2 terminated an instance its registration, where it is still there, is removed. Default 10 minutes. What EC2 does not know
  /// any more must have been registered for so long, and for an hour at least.
  public var ghostAfter: Duration = .seconds(600)
  /// How an instance is replaced. Default `detach`.
  public var method = RemediationMethod.detach
  /// Whether instances are detached that a capacity provider manages by termination protection or draining. Default false: they are held.
  /// Other methods do not need it.
  public var allowDetachManaged = false
  /// The share of AWS's published request rate that a sweep may use. Range 1…100 %, default 50 %.
  /// It is an account's as a whole and not a cluster's.
  public var apiSharePercent = 50
  /// How its container instances are read. Default full.
  public var scan = ScanMode.full

  /// The defaults.
  public init() {}

  /// A sentence for each combination of values that no rule can work with; empty when the policy is sound.
  public var contradictions: [String] {
    var found: [String] = []
    if failAfter == 1 && minDisconnected < .seconds(300) {
      found.append("fail_after 1 needs min_disconnected of at least 5m: agents reconnect several times an hour in normal operation")
    }
    if maxGap <= minGap {
      found.append("max_gap \(maxGap.text) is not longer than min_gap \(minGap.text): no run could ever reach a second strike")
    }
    return found
  }
}
