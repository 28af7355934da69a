/// A machine.
final class EC2Instance {
  /// The states with their codes.
  enum State: Int {
    case pending = 0
    case running = 16
    case shuttingDown = 32
    case terminated = 48
    case stopping = 64
    case stopped = 80

    var name: String {
      switch self {
      case .pending: "pending"
      case .running: "running"
      case .shuttingDown: "shutting-down"
      case .terminated: "terminated"
      case .stopping: "stopping"
      case .stopped: "stopped"
      }
    }

    init?(name: String) {
      guard let state = Self.all.first(where: { $0.name == name }) else { return nil }
      self = state
    }

    private static let all: [State] = [.pending, .running, .shuttingDown, .terminated, .stopping, .stopped]
  }

  let id: String
  let zone: String
  let zoneID: String
  let type: String
  let privateIP: String
  let launchTime: Double
  var state: State
  var tags: [String: String]
  var terminationProtected = false
  /// Such as `ecs-managed-instances.amazonaws.com`, of an instance that a service operates.
  var operatedBy: String?
  var statusChecksFailed = false
  /// When its termination began.
  var endedAt: Double?
  /// The group it belongs to; `nil` after detaching.
  var group: String?

  init(id: String, zone: String, zoneID: String, type: String, privateIP: String, launchTime: Double, state: State, tags: [String: String])
  {
    self.id = id
    self.zone = zone
    self.zoneID = zoneID
    self.type = type
    self.privateIP = privateIP
    self.launchTime = launchTime
    self.state = state
    self.tags = tags
  }
}
