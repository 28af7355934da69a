import AgentHealth
import ArgumentParser

/// Every policy key as a flag: the last layer, over all that the file says.
struct PolicyOptions: ParsableArguments {
  @Option(help: "Strikes until an instance is due.") var failAfter: String?
  @Option(help: "How long an instance must have been disconnected.") var minDisconnected: String?
  @Option(help: "The same where fewer than 6 instances of the Region can vouch.") var loneMinDisconnected: String?
  @Option(help: "Sweeps of one cluster closer than this count once.") var minGap: String?
  @Option(help: "A run of strikes ends when its cluster was not swept for this long.") var maxGap: String?
  @Option(help: "No strike this soon after registration or launch.") var startupGrace: String?
  @Option(help: "No strike during an agent update, up to this long.") var updateGrace: String?
  @Option(help: "More disconnected than this holds a cluster, group, zone or Region: a count or a share.")
  var maxDisconnected: String?
  @Option(help: "A cluster or group held for so long is worked off one at a time.") var maxHold: String?
  @Option(help: "How long what is released stays as it is.") var cooldown: String?
  @Option(help: "Open remediations in one Auto Scaling group.") var perGroup: String?
  @Option(help: "Open remediations in one cluster.") var perCluster: String?
  @Option(help: "Remediations begun in one sweep.") var perSweep: String?
  @Option(help: "Remediations begun within an hour, by all workers.") var perHour: String?
  @Option(help: "How long a group's next instance waits for the replacement of the last.") var replacementWait: String?
  @Option(help: "So many that a group did not replace within 6 hours make it report only.") var maxFailedReplacements: String?
  @Option(help: "How long after its instance was terminated a registration is removed.") var ghostAfter: String?
  @Option(help: "How to replace: detach, asg (the group terminates) or unhealthy.") var method: String?
  @Option(help: "Detach what a capacity provider protects or drains: true or false.") var allowDetachManaged: String?
  @Option(help: "The share of AWS's request rates that the sweep may use.") var apiShare: String?
  @Option(help: "How clusters are read: full, or filtered (ECS lists only the disconnected).") var scan: String?

  func validate() throws {
    _ = try overrides()
  }

  /// The flags that were given, as a layer.
  func overrides() throws -> PolicyOverrides {
    let given: [(PolicyKey, String?)] = [
      (.failAfter, failAfter), (.minDisconnected, minDisconnected),
      (.loneMinDisconnected, loneMinDisconnected), (.maxHold, maxHold), (.cooldown, cooldown), (.replacementWait, replacementWait),
      (.maxFailedReplacements, maxFailedReplacements), (.minGap, minGap), (.maxGap, maxGap),
      (.startupGrace, startupGrace), (.updateGrace, updateGrace), (.maxDisconnected, maxDisconnected), (.perGroup, perGroup),
      (.perCluster, perCluster), (.perSweep, perSweep), (.perHour, perHour), (.ghostAfter, ghostAfter),
      (.method, method), (.allowDetachManaged, allowDetachManaged), (.apiShare, apiShare),
      (.scan, scan),
    ]
    var layer = PolicyOverrides()
    for case (let key, let text?) in given where !layer.set(key, to: text) {
      let flag = key.rawValue.replacing("_", with: "-")
      throw ValidationError("--\(flag): found \"\(text)\", expected \(key.expectation)")
    }
    return layer
  }
}
