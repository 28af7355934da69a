import AWSCore
import AWSServices
import AgentHealth

/// What is kept of a target while its pages arrive: tallies, the disconnected, and what is missing.
struct ObservationTally {
  /// Above this many disconnected only the tally grows: such a target is held anyway, and memory stays bounded.
  private static let keptSightings = 1000

  private let struck: Set<String>
  private let tagged: Set<String>
  /// IDs that were listed, each once.
  private(set) var seen: Set<String> = []
  private var observed = 0
  private var disconnected = 0
  private var uncounted = 0
  private var sightings: [Sighting] = []
  private var recovered: Set<String> = []
  private var gone: Set<String> = []
  private var gaps: [String] = []
  private var gap: Gap?
  private var zones: [String: ZoneCount] = [:]
  private var isAnythingRead = false
  /// IDs that the filter for the disconnected found.
  private var found: Set<String> = []
  private var filtered: FilteredCount?

  /// - Parameter filtered: what a filtered scan begins with; nil for a full one.
  init(struck: Set<String>, tagged: Set<String>, filtered: FilteredCount? = nil) {
    self.struck = struck
    self.tagged = tagged
    self.filtered = filtered
  }

  /// Notes a page of the listing and says which of its IDs are new.
  mutating func listed(_ ids: [String], by list: InstanceList = .all) -> [String] {
    isAnythingRead = true
    if list == .disconnected {
      for id in ids where !found.insert(id).inserted { filtered?.repeated += 1 }
      filtered?.found = found.count
    }
    return ids.filter { seen.insert($0).inserted }
  }

  /// Notes that something could not be read.
  mutating func missing(_ what: String, _ gap: Gap = .failed) {
    gaps.append(what)
    // What failed weighs more than what was cut off, and that more than what is forbidden.
    if self.gap.map({ $0.weight < gap.weight }) ?? true { self.gap = gap }
  }

  /// Notes that ECS did not take a filter.
  mutating func refused(_ why: String) {
    filtered?.refusal = why
    missing(why)
  }

  mutating func add(_ page: DescribedPage) {
    switch page {
    case .failed(let why, let gap): missing(why, gap)
    case .described(let described, let asked):
      isAnythingRead = true
      var unanswered = Set(asked)
      for instance in described.instances where unanswered.remove(instance.id) != nil { add(instance) }
      for failure in described.failures {
        let id = ContainerInstance.id(ofARN: failure.arn ?? "")
        if unanswered.remove(id) != nil { add(failure, of: id) }
      }
      if !unanswered.isEmpty {
        missing("DescribeContainerInstances answered for \(asked.count - unanswered.count) of \(asked.count) instances")
      }
    }
  }

  /// What ends a registration leaves it describable for a while: one that was listed and is missing a moment later was not read.
  private mutating func add(_ failure: ECSFailure, of id: String) {
    if !failure.isMissing {
      missing("\(id): \(failure.reason)")
    } else if seen.contains(id) {
      missing("\(id): listed, and then MISSING")
    } else {
      gone.insert(id)
    }
  }

  private mutating func add(_ instance: ContainerInstance) {
    // What is deregistered is described for a while, and never comes back under this ID.
    if instance.status == "INACTIVE" {
      gone.insert(instance.id)
      return
    }
    guard let connected = instance.agentConnected else {
      missing("\(instance.id): ECS did not say whether its agent is connected")
      return
    }
    let sighting = Sighting(instance, agentConnected: connected)
    filtered?.add(sighting, isFound: found.contains(sighting.containerInstance))
    if sighting.isCounted {
      observed += 1
      if filtered == nil, let zone = instance.availabilityZone {
        zones[zone, default: ZoneCount(observed: 0, example: sighting.ec2Instance)].observed += 1
      }
      if !connected { disconnected += 1 }
    } else if !connected {
      uncounted += 1
    }
    if connected && struck.contains(sighting.containerInstance) { recovered.insert(sighting.containerInstance) }
    // Apart, so that a crowd of external instances hides none of ours.
    let isKept = (sighting.isCounted ? disconnected : uncounted) <= Self.keptSightings
    if connected ? tagged.contains(sighting.ec2Instance) : isKept { sightings.append(sighting) }
  }

  func observation(of target: Target) -> Observation {
    let coverage: Observation.Coverage =
      switch (gaps.first, isAnythingRead) {
      case (nil, _): .complete
      case (let gap?, true): .partial(gaps.count == 1 ? gap : "\(gap) (and \(gaps.count - 1) more)")
      case (let gap?, false): .failed(gap)
      }
    return Observation(
      target: target, coverage: coverage, observed: isAnythingRead ? filtered?.observed ?? observed : 0, disconnected: disconnected,
      sightings: sightings.sorted { $0.containerInstance < $1.containerInstance }, recovered: recovered, missing: gone, filtered: filtered,
      gap: gap, zones: zones)
  }
}

extension Gap {
  fileprivate var weight: Int {
    switch self {
    case .accessDenied: 0
    case .notReached: 1
    case .failed: 2
    }
  }

  /// What an error of AWS's is for the brake; nil where the reason lies in the configuration.
  init?(_ error: AWSError) {
    if Task.isCancelled || error.kind == .cancelled {
      self = .notReached
    } else if error.isAccessDenied {
      self = .accessDenied
    } else if [.wrongAccount, .configuration, .credentials].contains(error.kind) {
      return nil
    } else {
      self = .failed
    }
  }
}

extension Sighting {
  /// What the rules need of a described container instance.
  init(_ instance: ContainerInstance, agentConnected: Bool) {
    self.init(
      containerInstance: instance.id, ec2Instance: instance.ec2InstanceID ?? "", agentConnected: agentConnected, status: instance.status,
      version: instance.version.map(Int64.init), registeredAt: instance.registeredAt.map(Timestamp.init(seconds:)),
      agentUpdateStatus: instance.agentUpdateStatus)
    capacityProvider = instance.capacityProviderName
  }
}
