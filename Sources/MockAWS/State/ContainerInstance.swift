/// A registration with ECS.
final class ContainerInstance {
  let id: String
  let arn: String
  /// `i-…`, or `mi-…` of an external instance.
  let ec2InstanceID: String
  /// Rises in the cluster; listings are in this order and tokens name it.
  let sequence: Int
  /// The attributes and resources that all instances of its kind and Zone share.
  let shape: InstanceShape
  var version: Int
  var agentVersion: String
  var agentConnected: Bool
  var agentUpdateStatus: String?
  var status = "ACTIVE"
  var registeredAt: Double
  var runningTasks: Int
  var capacityProvider: String?
  var tags: [String: String] = [:]

  init(
    arn: String, id: String, ec2InstanceID: String, sequence: Int, shape: InstanceShape, version: Int, agentVersion: String,
    connected: Bool, registeredAt: Double, runningTasks: Int
  ) {
    self.arn = arn
    self.id = id
    self.ec2InstanceID = ec2InstanceID
    self.sequence = sequence
    self.shape = shape
    self.version = version
    self.agentVersion = agentVersion
    self.agentConnected = connected
    self.registeredAt = registeredAt
    self.runningTasks = runningTasks
  }
}
