/// An expression of the ECS cluster query language, for container instances.
///
/// `subject operator argument`, joined by `and`/`&&` and `or`/`||`, turned by `not`/`!`, grouped by parentheses. Subjects: `agentConnected`,
/// `agentVersion`, `ec2InstanceId`, `registeredAt`, `runningTasksCount`.
indirect enum InstanceFilter {
  case compare(subject: String, operation: String, arguments: [String])
  case and(InstanceFilter, InstanceFilter)
  case or(InstanceFilter, InstanceFilter)
  case not(InstanceFilter)

  /// `nil` where the mock cannot read `text`; AWS would refuse most of that too.
  init?(_ text: String) {
    var parser = FilterParser(text)
    guard let filter = parser.expression(), parser.isAtEnd else { return nil }
    self = filter
  }

  func matches(_ instance: ContainerInstance, now: Double) -> Bool {
    switch self {
    case .and(let left, let right): left.matches(instance, now: now) && right.matches(instance, now: now)
    case .or(let left, let right): left.matches(instance, now: now) || right.matches(instance, now: now)
    case .not(let inner): !inner.matches(instance, now: now)
    case .compare(let subject, let operation, let arguments): Self.compare(instance, subject, operation, arguments)
    }
  }

  private static func compare(_ instance: ContainerInstance, _ subject: String, _ operation: String, _ arguments: [String]) -> Bool {
    switch subject {
    case "agentConnected": return text(instance.agentConnected ? "true" : "false", operation, arguments)
    case "ec2InstanceId": return text(instance.ec2InstanceID, operation, arguments)
    case "agentVersion": return order(version(instance.agentVersion), operation, arguments.compactMap { version($0) })
    case "registeredAt":
      return order([instance.registeredAt], operation, arguments.compactMap { Timestamps.parseISO8601($0).map { [$0] } })
    default: return order([Double(instance.runningTasks)], operation, arguments.compactMap { Double($0).map { [$0] } })
    }
  }

  private static func text(_ value: String, _ operation: String, _ arguments: [String]) -> Bool {
    switch operation {
    case "==", "in": arguments.contains(value)
    case "!=", "!in": !arguments.contains(value)
    default: false
    }
  }

  private static func order(_ value: [Double], _ operation: String, _ arguments: [[Double]]) -> Bool {
    guard let argument = arguments.first else { return false }
    switch operation {
    case "==", "in": return arguments.contains(value)
    case "!=", "!in": return !arguments.contains(value)
    case "<": return value.lexicographicallyPrecedes(argument)
    case ">": return argument.lexicographicallyPrecedes(value)
    case "<=": return !argument.lexicographicallyPrecedes(value)
    default: return !value.lexicographicallyPrecedes(argument)
    }
  }

  private static func version(_ text: String) -> [Double] {
    text.split(separator: ".").map { Double($0) ?? 0 }
  }
}
