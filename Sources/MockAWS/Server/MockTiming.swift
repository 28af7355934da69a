/// How long the mock's own changes take, in seconds.
public struct MockTiming: Sendable {
  /// From DetachInstances to the member being gone, and its replacement started. Default 0.5.
  public var detach = 0.5
  /// From SetInstanceHealth to the group's beginning to replace. Default 0.
  public var unhealthy = 0.0
  /// How long a lifecycle hook may keep an instance at most. Default 172800, which is AWS's 48 hours.
  public var hook = 172800.0
  /// From the start of a replacement to `running` and `InService`. Default 1.
  public var launch = 1.0
  /// From `running` to the registration of its agent. Default 1.
  public var register = 1.0
  /// From `shutting-down` to `terminated`. Default 1.
  public var shutDown = 1.0
  /// How long a terminated instance is still shown by EC2. Default 3600.
  public var shown = 3600.0

  /// The defaults.
  public init() {}

  /// Everything happens at once (at the next request).
  public static let immediate: MockTiming = {
    var timing = MockTiming()
    (timing.detach, timing.launch, timing.register, timing.shutDown) = (0, 0, 0, 0)
    return timing
  }()
}
