/// An Auto Scaling group, as far as a sweep needs it.
public struct AutoScalingGroup: Hashable, Sendable {
  /// Its name, unique in the account and Region.
  public var name: String
  /// How many instances it wants.
  public var desiredCapacity: Int
  /// No fewer.
  public var minSize: Int
  /// No more.
  public var maxSize: Int
  /// Its members.
  public var instances: [AutoScalingInstance] = []
  /// Such as `Launch`, `Terminate`, `ReplaceUnhealthy`: what is not done at present.
  public var suspendedProcesses: Set<String> = []
  /// Only while it is being deleted.
  public var status: String?
  /// What it launches from: `lt-0abc:7`, with the version as the group names it (`$Latest` too), or a launch configuration's name.
  public var template: String?
  /// `arn:aws:autoscaling:…`, by which other services know it.
  public var arn: String?
  /// Whether it leaves unhealthy instances alone in an Availability Zone from which a zonal shift moves it away: it takes part in zonal
  /// shifts, and is not told `ReplaceUnhealthy` (EC2 Auto Scaling API reference, AvailabilityZoneImpairmentPolicy).
  public var sparesImpairedZones = false
  /// All of them.
  public var tags: [String: String] = [:]

  /// A group made by hand.
  public init(name: String, desiredCapacity: Int, minSize: Int, maxSize: Int) {
    self.name = name
    self.desiredCapacity = desiredCapacity
    self.minSize = minSize
    self.maxSize = maxSize
  }
}
