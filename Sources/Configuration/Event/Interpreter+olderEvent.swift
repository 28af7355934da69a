import AgentHealth

/// The event of the Python function that this project succeeds (Documentation/moving.md): one cluster of the function's own account and Region.
extension Interpreter {
  /// It read the endpoint under a misspelt name, which events therefore have too.
  private static let endpointKeys = ["elasticache_config_endpoint", "elasticcache_config_endpoint"]

  mutating func olderEvent(_ node: DocumentNode, region: String?) -> SweepEvent {
    var event = SweepEvent()
    event.isOlder = true
    let keys = ["cluster", "snsLogArn"] + Self.endpointKeys + ["elasticache_port", "fail_after", "warn_only", "mode"]
    guard var members = members(node, keys, expected: "an object with \"cluster\"") else { return event }
    // To it null was the same as nothing.
    members = members.filter { key, value in
      if case .null = value.content { key == "cluster" } else { true }
    }
    event.mode = olderMode(members)
    if let topic = members["snsLogArn"] { event.configuration.topic = topicARN(topic) }
    event.configuration.store = olderStore(members).map { .redis($0) }
    if let failAfter = members["fail_after"] { self.failAfter(failAfter, in: &event.configuration.policy) }
    if let cluster = members["cluster"], var plan = olderCluster(cluster, region: region) {
      plan.policies = PolicyLayers(top: event.configuration.policy)
      event.configuration.accounts = [plan]
    }
    return event
  }

  /// A name, or an ARN, which ECS's API takes as well.
  private mutating func olderCluster(_ node: DocumentNode, region: String?) -> AccountPlan? {
    let text = text(node, expected: "a cluster's name of A-Z a-z 0-9 _ -, or its ARN") { text in
      Self.isCluster(text) || ARN(text).map { $0.service == "ecs" && Self.cluster(of: $0) != nil } == true
    }
    guard let text else { return nil }
    if let arn = ARN(text), let cluster = Self.cluster(of: arn) {
      return AccountPlan(accountID: arn.account, regions: NameFilter([arn.region]), clusters: NameFilter([cluster]))
    }
    guard let region else {
      refuse(node, expected: "a cluster's ARN, where AWS_REGION is not set")
      return nil
    }
    return AccountPlan(regions: NameFilter([region]), clusters: NameFilter([text]))
  }

  private static func cluster(of arn: ARN) -> String? {
    let parts = arn.resource.split(separator: "/", omittingEmptySubsequences: false)
    guard isRegion(arn.region), isAccountID(arn.account), parts.count == 2, parts[0] == "cluster", isCluster(String(parts[1])) else {
      return nil
    }
    return String(parts[1])
  }

  /// A name and no pattern.
  private static func isCluster(_ text: String) -> Bool {
    (1...255).contains(text.utf8.count) && text.utf8.allSatisfy { isNameByte($0, or: "_-") }
  }

  /// It acted unless told otherwise.
  private mutating func olderMode(_ members: [String: DocumentNode]) -> SweepMode {
    let mode = members["mode"].flatMap { self.mode($0) }
    guard let node = members["warn_only"] else { return mode ?? .apply }
    let warns: Bool
    switch node.content {
    case .bool(let flag): warns = flag
    case .string(let text) where text.lowercased() == "true": warns = true
    case .string(let text) where text.lowercased() == "false": warns = false
    default:
      refuse(node, expected: "true or false, also in quotes")
      return .warn
    }
    if warns, let mode, mode != .warn {
      problems.append(
        Problem(offset: node.offset, found: "\"warn_only\" beside \"mode\": \"\(mode.rawValue)\"", expected: "only one of them"))
    }
    return mode ?? (warns ? .warn : .apply)
  }

  private mutating func olderStore(_ members: [String: DocumentNode]) -> RedisLocation? {
    let endpoints = Self.endpointKeys.compactMap { members[$0] }
    if endpoints.count > 1 {
      problems.append(
        Problem(offset: endpoints[1].offset, found: "the endpoint a second time, under its misspelt name", expected: "only one of them"))
    }
    guard let endpoint = endpoints.first else {
      if let port = members["elasticache_port"] {
        problems.append(Problem(offset: port.offset, found: "a port without \"elasticache_config_endpoint\"", expected: "both"))
      }
      return nil
    }
    let host = host(endpoint)
    let port = members["elasticache_port"].flatMap { number($0, in: 1...65535, expected: "a port from 1 to 65535") }
    return host.map { RedisLocation(host: $0, port: port ?? 6379) }
  }

  /// What is none is not shown: it may be an address with a password in it.
  private mutating func host(_ node: DocumentNode) -> String? {
    if case .string(let host) = node.content, (1...255).contains(host.utf8.count), host.utf8.allSatisfy({ isNameByte($0, or: "-._") }) {
      return host
    }
    problems.append(Problem(offset: node.offset, found: "what is no host's name", expected: "a host's name, without a port"))
    return nil
  }

  private mutating func failAfter(_ node: DocumentNode, in policy: inout PolicyOverrides) {
    guard let number = number(node, in: 1...100, expected: PolicyKey.failAfter.expectation) else { return }
    if !policy.set(.failAfter, to: "\(number)") { refuse(node, expected: PolicyKey.failAfter.expectation) }
  }

  /// A number, also in quotes: Python took either.
  private mutating func number(_ node: DocumentNode, in range: ClosedRange<Int>, expected: String) -> Int? {
    let number: Int?
    switch node.content {
    case .number(_, let whole): number = whole
    case .string(let text) where text.utf8.allSatisfy({ (0x30...0x39).contains($0) }): number = Int(text)
    default: number = nil
    }
    guard let number, range.contains(number) else {
      refuse(node, expected: expected)
      return nil
    }
    return number
  }
}
