import AWSCore
import AWSServices
import AgentHealth

extension Scope {
  /// Rule 9: asks each account and Region once for instances with our remediation tag, also where no cluster is to be swept (any more).
  func taggedInstances(installation: String, at now: Timestamp) async -> TaggedInstances {
    await withTaskGroup(of: (RegionKey, Result<[EC2Instance], AWSError>).self) { group in
      for (key, region) in regions {
        group.addTask {
          do throws(AWSError) {
            return (key, .success(try await region.ec2.describeInstances(where: [.tagKey(RemediationTag.key)]).all()))
          } catch {
            return (key, .failure(error))
          }
        }
      }
      var tagged = TaggedInstances(askedAt: now)
      for await (key, result) in group {
        switch result {
        case .success(let found):
          tagged.byRegion[key] = found.filter { RemediationTag.isOurs($0.tags[RemediationTag.key], installation: installation) }
        case .failure(let error):
          tagged.unreadable[key] = "instances with our remediation tag could not be listed: \(error)"
        }
      }
      return tagged
    }
  }

  /// Facts of every sighted instance, by account and Region: one round of calls for each.
  ///
  /// Where more than one is disconnected in a Region, the other accounts are asked too, for one instance of each zone that they have: only
  /// so are the zones of all accounts one scope.
  func examine(_ observations: [Observation], tagged: TaggedInstances) async -> [RegionKey: Examine.Findings] {
    let disconnected = Dictionary(observations.map { ($0.target.region, $0.disconnected) }, uniquingKeysWith: +)
    return await withTaskGroup(of: (RegionKey, Examine.Findings).self) { group in
      for (key, observations) in Dictionary(grouping: observations, by: { RegionKey($0.target) }) {
        let ids = observations.flatMap(\.sightings).filter(\.isEC2).map(\.ec2Instance)
        let zones = observations.reduce(into: [String: ZoneCount]()) { $0.merge($1.zones) { first, _ in first } }
        let examples = disconnected[key.region, default: 0] > 1 ? zones.values.map(\.example) : []
        guard let region = regions[key], !ids.isEmpty || !examples.isEmpty else { continue }
        group.addTask {
          let examine = Examine(ec2: region.ec2, autoScaling: region.autoScaling)
          var findings = await examine.findings(of: ids, examples: examples)
          if let why = tagged.unreadable[key] {
            for id in findings.facts.keys { findings.facts[id]?.unreadable.append(why) }
          }
          return (key, findings)
        }
      }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
  }
}

extension Observation {
  /// Its instances by zone ID, where the ID is known.
  func zones(_ ids: [String: String]) -> [String: Int] {
    Dictionary(zones.compactMap { name, count in ids[name].map { ($0, count.observed) } }, uniquingKeysWith: +)
  }
}
