/// What all workers have begun, and how a claim is decided on it: the rule that the store's script carries out in one step.
public struct BudgetBook: Hashable, Sendable {
  /// An open remediation's place.
  public struct Place: Hashable, Sendable {
    /// `account/region/cluster`.
    public let cluster: String
    /// `account/region/group`; nil where its group was not known.
    public let group: String?
    /// When the place is free again by itself.
    public let until: Timestamp

    /// A place.
    public init(cluster: String, group: String?, until: Timestamp) {
      self.cluster = cluster
      self.group = group
      self.until = until
    }
  }

  /// When each instance was granted last.
  public var begun: [String: Timestamp]
  /// Remediations that are open, by instance.
  public var open: [String: Place]
  /// Instances granted to one sweep, by its ID, each sweep with the end of its memory.
  public var sweeps: [String: Sweep]

  /// What one sweep was granted.
  public struct Sweep: Hashable, Sendable {
    /// Which instances.
    public var instances: Set<String>
    /// When this is forgotten.
    public var until: Timestamp

    /// What one sweep was granted.
    public init(instances: Set<String> = [], until: Timestamp) {
      self.instances = instances
      self.until = until
    }
  }

  /// The window that slides.
  public static let window: Duration = .seconds(3600)
  /// How long a place is held for a worker that never gives it back. The next sweep that sees the remediation tag counts it anyway.
  public static let placeLifetime: Duration = .seconds(3600)
  /// Longer than it takes from a grant to the tag: a picture's life of 300 s, the tag's own call, and what the store's clock may be off AWS's.
  private static let tagDelay: Duration = .seconds(360)
  /// How long a sweep may be tried again.
  public static let sweepLifetime: Duration = .seconds(86400)

  /// A book; empty where nothing was begun.
  public init(begun: [String: Timestamp] = [:], open: [String: Place] = [:], sweeps: [String: Sweep] = [:]) {
    self.begun = begun
    self.open = open
    self.sweeps = sweeps
  }

  /// Whether nothing stands in it.
  public var isEmpty: Bool { begun.isEmpty && open.isEmpty && sweeps.isEmpty }

  /// Lets go of what is over. What lies further ahead than it ever could was written by a clock that is gone.
  public mutating func dropExpired(at now: Timestamp) {
    begun = begun.filter { now - $0.value < Self.window && $0.value - now <= Self.window }
    open = open.filter { now < $0.value.until && $0.value.until - now <= Self.placeLifetime }
    sweeps = sweeps.filter { now < $0.value.until }
  }

  /// Decides the claims one after the other, and notes those that are granted.
  ///
  /// An instance that was granted within the hour is not counted a second time, whoever asks: a sweep that is tried again gets what it had.
  public mutating func claim(_ claims: [BudgetClaim], sweepID: String, at now: Timestamp) -> [BudgetAnswer] {
    dropExpired(at: now)
    return claims.map { claim in
      var sweep = sweeps[sweepID] ?? Sweep(until: now + Self.sweepLifetime)
      if let refusal = refusal(of: claim, sweep: sweep) { return refusal }
      sweep.instances.insert(claim.instance)
      sweep.until = now + Self.sweepLifetime
      sweeps[sweepID] = sweep
      // It begins now: what an earlier sweep was granted and left unbegun must not shorten its hour. What is open has begun already, and would
      // else be counted for as long as it is asked for.
      if !claim.isOpen || begun[claim.instance] == nil { begun[claim.instance] = now }
      open[claim.instance] = Place(cluster: claim.cluster, group: claim.group, until: now + Self.placeLifetime)
      return .granted
    }
  }

  private func refusal(of claim: BudgetClaim, sweep: Sweep) -> BudgetAnswer? {
    let limits = claim.limits
    if !sweep.instances.contains(claim.instance), sweep.instances.count >= limits.perSweep {
      return .refused(.perSweep, count: sweep.instances.count)
    }
    if begun[claim.instance] == nil, begun.count >= limits.perHour { return .refused(.perHour, count: begun.count) }
    if claim.isOpen { return nil }
    if let place = open[claim.instance] {
      // Of two registrations of one machine: whichever is stopped would give back the other's place.
      return place.cluster == claim.cluster ? nil : .refused(.duplicateRegistration, count: 1)
    }
    let inCluster = open.values.count { $0.cluster == claim.cluster }
    if inCluster >= limits.perCluster { return .refused(.perCluster, count: inCluster) }
    guard let group = claim.group else { return nil }
    let inGroup = open.values.count { $0.group == group }
    return inGroup >= limits.perGroup ? .refused(.perGroup, count: inGroup) : nil
  }

  /// Takes back what was granted to a sweep and never begun.
  public mutating func release(_ instance: String, sweepID: String) {
    sweeps[sweepID]?.instances.remove(instance)
    begun[instance] = nil
    open[instance] = nil
  }

  /// Frees the place of a remediation that is ended; it stays counted in its hour and its sweep.
  public mutating func settle(_ instance: String) {
    open[instance] = nil
  }

  /// Open remediations that AWS shows no trace of any more: a worker that died ended them, and never gave back their places.
  ///
  /// - Parameters:
  ///   - pictures: only who is missing in a cluster that was read whole is gone.
  ///   - tagged: the names of all instances that live and carry our remediation tag.
  ///   - listedAt: when these were asked for: a place that was granted since, or shortly before, may be of a remediation that they do not show.
  public func ended(in pictures: [Picture], tagged: Set<String>, listedAt: Timestamp) -> [String] {
    let whole = pictures.filter { $0.observation.coverage == .complete && $0.observation.disconnected <= $0.observation.sightings.count }
    let clusters = Set(whole.map(\.target.description))
    let seen = Set(whole.flatMap { picture in picture.cases.map { picture.target.budgetName($0.sighting.ec2Instance) } })
    let old = open.filter { $0.value.until - listedAt < Self.placeLifetime - Self.tagDelay }
    return old.filter { clusters.contains($0.value.cluster) && !seen.contains($0.key) && !tagged.contains($0.key) }.keys.sorted()
  }
}

extension Target {
  /// `account/region/i-…`: the name of one of its instances in the budgets.
  public func budgetName(_ ec2Instance: String) -> String { "\(account)/\(region)/\(ec2Instance)" }

  /// `account/region/group`: the name of one of its Auto Scaling groups there.
  public func budgetGroup(_ name: String) -> String { "\(account)/\(region)/\(name)" }
}
