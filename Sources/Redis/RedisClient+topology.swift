internal import Network

extension RedisClient {
  /// The slots of a cluster, nil for a server that is none. Connects once to find out.
  func topology() async throws(RedisError) -> SlotMap? {
    if let known = state.withLock({ $0.isTopologyKnown ? .some($0.slots) : nil }) { return known }
    // Every new connection asks for the slots.
    _ = try await node(at: configuration.address).submit([], isWhole: false, isCancellable: true)
    return state.withLock { $0.slots }
  }

  /// Reads the answer to `CLUSTER SLOTS`. A server that refuses to say counts as one without cluster mode, until it redirects.
  func learn(_ reply: RESPValue, from address: RedisAddress) {
    let slots = SlotMap(reply, from: address, isTLS: configuration.tls != nil)
    state.withLock { state in
      state.isTopologyKnown = true
      if let slots { state.slots = slots }
    }
  }

  /// Where a block goes. A slot that we know nobody for is asked for at the address that was configured, which will say where it is.
  func owner(of commands: [RedisCommand]) async throws(RedisError) -> RedisAddress {
    guard let slots = try await topology() else { return configuration.address }
    let wanted = Set(commands.compactMap { $0.key.map { KeySlot.slot(of: $0) } })
    if wanted.count > 1 {
      throw RedisError(.server("CROSSSLOT"), "a transaction's keys lie in \(wanted.count) slots of the cluster, and may lie in one only")
    }
    return wanted.first.flatMap { slots.owner(of: $0) } ?? configuration.address
  }

  /// The address of a redirection, by the name that its certificate is for.
  func named(_ address: RedisAddress) -> RedisAddress {
    state.withLock { $0.slots?.named(address) } ?? address
  }

  /// Does what refusals ask for, and waits where they ask for time; false when there is no more of it.
  func follow(
    _ refusals: [Refusal], saidBy nodes: [RedisNode], _ patience: inout Patience, isCancellable: Bool
  ) async -> Bool {
    var (isRedirected, isMoved, isLater) = (false, false, false)
    for (refusal, node) in zip(refusals, nodes) {
      switch refusal {
      case .moved(let slot, let address):
        (isRedirected, isMoved) = (true, true)
        state.withLock { state in
          var slots = state.slots ?? SlotMap()
          slots.move(slot, to: address)
          state.slots = slots
        }
      case .ask: isRedirected = true
      case .later: isLater = true
      case .demoted:
        isLater = true
        node.retire()
      }
    }
    if isRedirected { patience.redirections += 1 }
    let isConfused = patience.redirections > Patience.redirectionsAtOnce
    if isLater || isConfused {
      patience.redirections = 0
      guard await pause(&patience, isCancellable: isCancellable) else { return false }
    } else if configuration.monotonic() >= patience.deadline {
      return false
    }
    if isMoved || isLater { await refresh() }
    return true
  }

  /// Whether to send again what was not sent, after a wait.
  func mayTryAgain(after error: RedisError, _ patience: inout Patience, isCancellable: Bool) async -> Bool {
    let (isClosed, isCluster) = state.withLock { ($0.isClosed, $0.slots != nil) }
    switch error.code {
    case .connect, .closed:
      patience.failedConnections += 1
      if isClosed || (!isCluster && patience.failedConnections >= configuration.connectAttempts) { return false }
    case .unavailable: break
    default: return false
    }
    guard await pause(&patience, isCancellable: isCancellable) else { return false }
    await refresh()
    return true
  }

  /// Waits longer each time; false when the time is up, or the task was cancelled.
  private func pause(_ patience: inout Patience, isCancellable: Bool) async -> Bool {
    patience.pauses += 1
    let delay = Backoff(base: configuration.reconnectDelay).delay(after: patience.pauses, random: configuration.random())
    if configuration.monotonic() + delay > patience.deadline { return false }
    do { try await configuration.sleep(delay) } catch { return false }
    return true
  }

  /// Asks a cluster anew who serves which slot: a node that is connected, else the configured address. Once, however many want to know.
  private func refresh() async {
    let isMine = state.withLock { state in
      if state.slots == nil || state.isRefreshing { return false }
      state.isRefreshing = true
      return true
    }
    if !isMine { return }
    defer { state.withLock { $0.isRefreshing = false } }
    let (seed, all) = state.withLock { ($0.nodes[configuration.address], Array($0.nodes.values)) }
    let connected = all.filter(\.isConnected)
    for node in connected + (seed.map { [$0] } ?? []) {
      do throws(RedisError) {
        let reply = try await node.submit([Self.clusterSlots], isWhole: false, isCancellable: true)[0]
        // One that cannot say now leaves what we know.
        if reply.elements != nil { return learn(reply, from: node.address) }
      } catch {
        continue
      }
    }
  }

  private static let clusterSlots = RedisCommand("CLUSTER", "SLOTS")
}
