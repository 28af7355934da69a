internal import Network

/// A Redis, be it one server or a cluster: commands go to the node that serves their keys.
///
/// Whether it is a cluster is asked with the first command. To each node there is one connection that many tasks share. What a server refused for
/// now, because it loads, moves slots or was demoted, was not carried out, and is sent again until it is accepted or `patience` is at its end; what
/// was sent and not answered is never sent again.
public final class RedisClient: Sendable {
  struct State {
    /// `nil` until a server was asked, and for a server without cluster mode.
    var slots: SlotMap?
    var isTopologyKnown = false
    var nodes: [RedisAddress: RedisNode] = [:]
    /// Nodes that `run` has not begun with yet.
    var unstarted: [RedisNode] = []
    /// `run`, while it has nothing to begin.
    var idle: CheckedContinuation<Void, Never>?
    /// Somebody asks for the slots just now.
    var isRefreshing = false
    var isClosed = false
  }

  let configuration: RedisConfiguration
  let loop: EventLoop
  let state = Lock(State())

  init(_ configuration: RedisConfiguration, on loop: EventLoop) {
    self.configuration = configuration
    self.loop = loop
  }

  /// Sends `MULTI`, the commands and `EXEC` in one piece. In a cluster all their keys must lie in one slot.
  ///
  /// Throws only when nothing was sent: then nothing was applied. No commands are applied at once.
  public func transaction(_ commands: [RedisCommand]) async throws(RedisError) -> TransactionResult {
    if commands.isEmpty { return .applied([]) }
    let block = [Self.multi] + commands + [Self.exec]
    var patience = newPatience()
    /// Where the server said to ask, this once.
    var asked: RedisAddress?
    while true {
      do throws(RedisError) {
        let address: RedisAddress
        if let asked { address = asked } else { address = try await owner(of: commands) }
        let node = node(at: address)
        let sent = asked == nil ? block : [Self.asking] + block
        let replies = try await node.submit(sent, isWhole: true, isCancellable: true)
        let result = TransactionResult(replies: asked == nil ? replies : Array(replies.dropFirst()))
        asked = nil
        guard case .refused(let reason) = result, let refusal = Refusal(reason, from: node.address) else { return result }
        guard await follow([refusal], saidBy: [node], &patience, isCancellable: true) else { return result }
        if case .ask(let other) = refusal { asked = named(other) }
      } catch {
        if error.wasSent { return .unknown(error) }
        asked = nil
        guard await mayTryAgain(after: error, &patience, isCancellable: true) else { throw error }
      }
    }
  }

  static let asking = RedisCommand("ASKING")
  private static let multi = RedisCommand("MULTI")
  private static let exec = RedisCommand("EXEC")

  func newPatience() -> Patience { Patience(deadline: configuration.monotonic() + configuration.patience) }

  // MARK: Nodes

  /// The connection to a server, to be made when it is needed.
  func node(at address: RedisAddress) -> RedisNode {
    state.withLock { state in
      if let node = state.nodes[address] { return node }
      let node = RedisNode(at: address, configuration, on: loop) { [weak self] reply, address in self?.learn(reply, from: address) }
      state.nodes[address] = node
      if state.isClosed {
        node.shutDown()
      } else {
        state.unstarted.append(node)
        state.wake()
      }
      return node
    }
  }

  /// Serves the nodes, until `shutDown`. Not ended by cancellation, as they are not.
  func run() async {
    await withTaskGroup(of: Void.self) { group in
      while true {
        let (nodes, isClosed) = state.withLock { state in
          defer { state.unstarted = [] }
          return (state.unstarted, state.isClosed)
        }
        for node in nodes { group.addTask { await node.run() } }
        if isClosed { return }
        await withCheckedContinuation { continuation in
          state.withLock { state in
            if !state.unstarted.isEmpty || state.isClosed { return continuation.resume() }
            state.idle = continuation
          }
        }
      }
    }
  }

  /// Ends all calls and connections.
  func shutDown() {
    let nodes = state.withLock { state in
      state.isClosed = true
      state.wake()
      return Array(state.nodes.values)
    }
    for node in nodes { node.shutDown() }
  }
}

extension RedisClient.State {
  mutating func wake() {
    idle?.resume()
    idle = nil
  }
}
