extension MockServer {
  /// The registrations of one cluster, in the order in which they came. Throws `MockNotFound`.
  public func instances(account: String, region: String, cluster: String) throws(MockNotFound) -> [MockInstance] {
    try cloud.withLock { (cloud) throws(MockNotFound) in
      cloud.catchUp()
      return try cloud.places(account: account, region: region, cluster: cluster).map(\.snapshot)
    }
  }

  /// One instance by its container instance id or ARN, or by its EC2 id (then its first registration). Throws `MockNotFound`.
  public func instance(_ id: String) throws(MockNotFound) -> MockInstance {
    try cloud.withLock { (cloud) throws(MockNotFound) in
      cloud.catchUp()
      return try cloud.place(id).snapshot
    }
  }

  /// Changes one instance, found as `instance` finds it; returns what it is then. Throws `MockNotFound`.
  @discardableResult
  public func edit(_ id: String, _ change: (inout MockInstance) -> Void) throws(MockNotFound) -> MockInstance {
    try cloud.withLock { (cloud) throws(MockNotFound) in
      cloud.catchUp()
      let place = try cloud.place(id)
      var edited = place.snapshot
      change(&edited)
      cloud.apply(edited, to: place)
      return try cloud.place(edited.containerInstanceID ?? id).snapshot
    }
  }

  /// Every instance that is not healthy, or that something was done to: by AWS calls, by `edit`, or by a group.
  public var truth: [MockInstance] {
    cloud.withLock { cloud in
      cloud.catchUp()
      return cloud.truth()
    }
  }

  /// The calls so far, in order; of those that change nothing only the latest are kept.
  public var calls: [MockCall] {
    cloud.withLock { $0.log.calls }
  }

  /// The calls of operations that change something, in order, the refused ones among them.
  public var mutations: [MockCall] {
    cloud.withLock { $0.log.mutations }
  }

  /// How often each operation was called, as `ecs:ListClusters`.
  public var callCounts: [String: Int] {
    cloud.withLock { $0.log.counts }
  }

  /// The messages so far, in order.
  public var messages: [MockMessage] {
    cloud.withLock { $0.messages }
  }

  /// Puts in one more fault.
  public func add(_ fault: MockFault) {
    cloud.withLock { $0.faults.add(fault) }
  }

  /// Ends all faults.
  public func clearFaults() {
    cloud.withLock { $0.faults.clear() }
  }

  /// Makes a topic. One of `ecs-agents` exists in every Region of the fleet, of the caller's account.
  public func addTopic(_ arn: String) {
    cloud.withLock { cloud in _ = cloud.topics.insert(arn) }
  }
}
