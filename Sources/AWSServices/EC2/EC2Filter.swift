/// What instances must have to be described: one of the values in the named field. Several filters must all hold.
public struct EC2Filter: Hashable, Sendable {
  /// In EC2's words, such as `tag:Name` or `instance-state-name`.
  public let name: String
  /// 1…200 of them; `*` and `?` are wildcards in them, unless escaped with a backslash.
  public let values: [String]

  /// Any filter of EC2's.
  public init(_ name: String, _ values: [String]) {
    self.name = name
    self.values = values
  }

  /// Instances with this tag, of any value.
  public static func tagKey(_ key: String) -> EC2Filter { EC2Filter("tag-key", [key]) }

  /// Instances in one of these states.
  public static func state(_ states: String...) -> EC2Filter { EC2Filter("instance-state-name", states) }
}
