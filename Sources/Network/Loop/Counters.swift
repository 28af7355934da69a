internal import Synchronization

/// Counts of the loop thread that any thread may read.
final class Counters: Sendable {
  private let requests = Atomic(0)
  private let connections = Atomic(0)

  func add(requests newRequests: Int, connections newConnections: Int) {
    requests.add(newRequests, ordering: .relaxed)
    connections.add(newConnections, ordering: .relaxed)
  }

  var statistics: EventLoop.Statistics {
    EventLoop.Statistics(requests: requests.load(ordering: .relaxed), connections: connections.load(ordering: .relaxed))
  }
}
