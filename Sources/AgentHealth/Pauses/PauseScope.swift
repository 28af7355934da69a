/// What a pause is for: everything that all of its parts describe. No part at all describes everything.
///
/// Each part is a name or a glob (`*`, `?`), as in the commands' own flags.
public struct PauseScope: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// An account's 12 digits.
  public var account: String?
  /// A Region.
  public var region: String?
  /// A cluster's name.
  public var cluster: String?
  /// An Auto Scaling group's name.
  public var group: String?
  /// An EC2 instance's ID, or a container instance's.
  public var instance: String?

  /// A scope; without any part it is everything.
  public init(account: String? = nil, region: String? = nil, cluster: String? = nil, group: String? = nil, instance: String? = nil) {
    self.account = account
    self.region = region
    self.cluster = cluster
    self.group = group
    self.instance = instance
  }

  private var parts: [(name: String, value: String)] {
    [("account", account), ("region", region), ("cluster", cluster), ("group", group), ("instance", instance)].compactMap { name, value in
      value.map { (name, $0) }
    }
  }

  /// Whether this is everything.
  public var isEverything: Bool { parts.isEmpty }

  /// `account 111122223333, cluster web`, or `everything`: for people, and different for different scopes.
  public var description: String {
    isEverything ? "everything" : parts.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
  }

  /// Everything first, then by ``description``.
  public static func < (a: PauseScope, b: PauseScope) -> Bool {
    a.isEverything != b.isEverything ? a.isEverything : a.description < b.description
  }

  /// Whether this target, or a part of it, lies within.
  public func covers(_ target: Target) -> Bool {
    Self.matches(account, target.account) && Self.matches(region, target.region) && Self.matches(cluster, target.cluster)
  }

  /// Whether this instance lies within. One whose group is not known lies within every group: it may be that one.
  func covers(_ target: Target, containerInstance: String, ec2Instance: String, group: String?) -> Bool {
    covers(target)
      && Self.matches(self.group, group) && (Self.matches(instance, ec2Instance) || Self.matches(instance, containerInstance))
  }

  private static func matches(_ pattern: String?, _ name: String?) -> Bool {
    guard let pattern, let name else { return true }
    return Glob.matches(pattern, name)
  }
}
