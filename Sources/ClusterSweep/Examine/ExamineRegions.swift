import AWSCore
import AWSServices
import AgentHealth

extension Scope {
  /// Rule 9: asks each account and Region once for instances with our remediation tag, also where no cluster is to be swept (any more).
  func taggedInstances(installation: String) async -> TaggedInstances {
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
      var tagged = TaggedInstances()
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

  /// Facts of every sighted instance, by target and EC2 instance ID: one round of calls for each account and Region.
  func examine(_ observations: [Observation], tagged: TaggedInstances) async -> [Target: [String: InstanceFacts]] {
    let byRegion = Dictionary(grouping: observations.filter { !$0.sightings.isEmpty }) { RegionKey($0.target) }
    return await withTaskGroup(of: [Target: [String: InstanceFacts]].self) { group in
      for (key, observations) in byRegion {
        guard let region = regions[key] else { continue }
        group.addTask {
          let ids = observations.flatMap(\.sightings).filter(\.isEC2).map(\.ec2Instance)
          var facts = await Examine(ec2: region.ec2, autoScaling: region.autoScaling).facts(of: ids)
          if let why = tagged.unreadable[key] {
            for id in facts.keys { facts[id]?.unreadable.append(why) }
          }
          return Dictionary(uniqueKeysWithValues: observations.map { ($0.target, facts) })
        }
      }
      return await group.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
    }
  }
}
