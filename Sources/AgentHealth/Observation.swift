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
  /// Container instances that had strikes and that ECS answered MISSING for.
  public let missing: Set<String>
  /// The figures of a filtered scan; nil where the scan was full.
  public let filtered: FilteredCount?

  /// How the target was read.
  public var scan: ScanMode { filtered == nil ? .full : .filtered }

  /// What was found in `target`.
  public init(
    target: Target, coverage: Coverage, observed: Int = 0, disconnected: Int = 0, sightings: [Sighting] = [],
    recovered: Set<String> = [], missing: Set<String> = [], filtered: FilteredCount? = nil
  ) {
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
