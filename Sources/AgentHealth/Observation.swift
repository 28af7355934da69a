/// What listing and describing one target found, and how much of it could be read.
public struct Observation: Hashable, Sendable {
  /// How complete the reading was.
  public enum Coverage: Hashable, Sendable {
    /// Every page was listed and every instance on it described; in a filtered scan also every instance with strikes.
    case complete
    /// Some of it was read; the text says what is missing and why. Never acted on.
    case partial(String)
    /// None of it was read; the text is AWS's answer or ours.
    case failed(String)
  }

  /// Which cluster this is about.
  public let target: Target
  /// How complete the reading was.
  public var coverage: Coverage
  /// Described EC2 container instances in state ACTIVE or DRAINING; in a filtered scan ``FilteredCount/observed``.
  public let observed: Int
  /// How many of them have a disconnected agent, also where ``sightings`` was cut.
  public let disconnected: Int
  /// The disconnected ones, and the connected ones that carry our remediation tag. At most 1,000 disconnected are kept.
  public let sightings: [Sighting]
  /// Container instances that had strikes and were described as connected.
  public let recovered: Set<String>
  /// Container instances that had strikes and that ECS answered MISSING for, or INACTIVE.
  public let missing: Set<String>
  /// The figures of a filtered scan; nil where the scan was full.
  public let filtered: FilteredCount?

  /// The gravest reason why the reading is not complete; nil where it is.
  public var gap: Gap?
  /// The counted instances by Availability Zone, under the account's own names of them. Empty in a filtered scan.
  public var zones: [String: ZoneCount]

  /// Whether anything of it was read.
  public var isRead: Bool {
    if case .failed = coverage { false } else { true }
  }

  /// How the target was read.
  public var scan: ScanMode { filtered == nil ? .full : .filtered }

  /// What was found in `target`.
  public init(
    target: Target, coverage: Coverage, observed: Int = 0, disconnected: Int = 0, sightings: [Sighting] = [],
    recovered: Set<String> = [], missing: Set<String> = [], filtered: FilteredCount? = nil, gap: Gap? = nil,
    zones: [String: ZoneCount] = [:]
  ) {
    self.gap = gap
    self.zones = zones
    self.target = target
    self.coverage = coverage
    self.observed = observed
    self.disconnected = disconnected
    self.sightings = sightings
    self.recovered = recovered
    self.missing = missing
    self.filtered = filtered
  }
}

/// How many instances of a target are in one zone, and one of them, which EC2 can be asked about.
public struct ZoneCount: Hashable, Sendable {
  /// Those that count for the brake.
  public var observed: Int
  /// An EC2 instance ID of one of them.
  public let example: String

  /// A count.
  public init(observed: Int, example: String) {
    self.observed = observed
    self.example = example
  }
}
