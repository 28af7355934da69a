extension RedisClient {
  /// Commands that go to one node, by their place among all.
  private struct Share: Sendable {
    let node: RedisNode
    let isAsking: Bool
    var places: [Int]
  }

  /// Sends commands and returns one reply for each, in order; a refused command is an `error` among them.
  ///
  /// Commands of other tasks may come in between, and in a cluster the nodes work side by side: order holds among the commands of one slot, except
  /// that one which a server refused for now comes later than those which it accepted. Cancellation takes the commands back while none was sent;
  /// then the replies are waited for. Throws when not all replies came; `wasSent` says whether some commands may have been carried out.
  /// - Parameter isCancellable: false for what a cancelled task still has to tell.
  public func pipeline(_ commands: [RedisCommand], isCancellable: Bool = true) async throws(RedisError) -> [RESPValue] {
    if commands.isEmpty { return [] }
    var patience = newPatience()
    var replies: [RESPValue] = []
    /// Places that are to be sent; all at first.
    var pending: [Int]?
    var asked: [Int: RedisAddress] = [:]
    while true {
      var failure: RedisError?
      var failed: [Int] = []
      var refused: [(place: Int, refusal: Refusal, node: RedisNode)] = []
      do throws(RedisError) {
        let shares = try await shares(of: commands, at: pending ?? Array(commands.indices), asked)
        for (share, result) in await send(shares, of: commands, isCancellable: isCancellable) {
          switch result {
          case .success(let answers):
            if replies.isEmpty, answers.count == commands.count {
              replies = answers
            } else {
              if replies.isEmpty { replies = Array(repeating: .null, count: commands.count) }
              for (place, answer) in zip(share.places, answers) { replies[place] = answer }
            }
            for (place, answer) in zip(share.places, answers) {
              guard case .error(let text) = answer, let refusal = Refusal(text, from: share.node.address) else { continue }
              refused.append((place, refusal, share.node))
            }
          case .failure(let error):
            failed += share.places
            if failure == nil || error.wasSent { failure = error }
          }
        }
      } catch {
        failed = pending ?? Array(commands.indices)
        failure = error
      }
      if let failure {
        let mayTry = failure.wasSent ? false : await mayTryAgain(after: failure, &patience, isCancellable: isCancellable)
        if !mayTry { throw replies.isEmpty ? failure : failure.sent() }
      }
      if refused.isEmpty, failed.isEmpty { return replies }
      if !refused.isEmpty {
        let mayTry = await follow(refused.map(\.refusal), saidBy: refused.map(\.node), &patience, isCancellable: isCancellable)
        if !mayTry {
          if let failure { throw failure.sent() }
          return replies
        }
      }
      asked = [:]
      for case (let place, .ask(let other), _) in refused { asked[place] = named(other) }
      pending = (refused.map(\.place) + failed).sorted()
    }
  }

  /// Divides commands among the nodes that serve their keys, each node's in order.
  private func shares(of commands: [RedisCommand], at places: [Int], _ asked: [Int: RedisAddress]) async throws(RedisError) -> [Share] {
    guard let slots = try await topology() else {
      return [Share(node: node(at: configuration.address), isAsking: false, places: places)]
    }
    struct Way: Hashable {
      let address: RedisAddress
      let isAsking: Bool
    }
    var shares: [Share] = []
    var known: [Way: Int] = [:]
    for place in places {
      let owner = commands[place].key.flatMap { slots.owner(of: KeySlot.slot(of: $0)) } ?? configuration.address
      let way = Way(address: asked[place] ?? owner, isAsking: asked[place] != nil)
      if let index = known[way] {
        shares[index].places.append(place)
      } else {
        known[way] = shares.count
        shares.append(Share(node: node(at: way.address), isAsking: way.isAsking, places: [place]))
      }
    }
    return shares
  }

  private func send(
    _ shares: [Share], of commands: [RedisCommand], isCancellable: Bool
  ) async -> [(Share, Result<[RESPValue], RedisError>)] {
    if shares.count == 1 { return [await send(shares[0], of: commands, isCancellable)] }
    return await withTaskGroup(of: (Share, Result<[RESPValue], RedisError>).self) { group in
      for share in shares { group.addTask { await self.send(share, of: commands, isCancellable) } }
      var results: [(Share, Result<[RESPValue], RedisError>)] = []
      for await result in group { results.append(result) }
      return results
    }
  }

  private func send(_ share: Share, of commands: [RedisCommand], _ isCancellable: Bool) async -> (Share, Result<[RESPValue], RedisError>) {
    do throws(RedisError) {
      if share.isAsking {
        // ASKING is for the very next command: nothing may come in between.
        let asking = share.places.flatMap { [Self.asking, commands[$0]] }
        let replies = try await share.node.submit(asking, isWhole: true, isCancellable: isCancellable)
        return (share, .success(stride(from: 1, to: replies.count, by: 2).map { replies[$0] }))
      }
      let own = share.places.count == commands.count ? commands : share.places.map { commands[$0] }
      return (share, .success(try await share.node.submit(own, isWhole: false, isCancellable: isCancellable)))
    } catch {
      return (share, .failure(error))
    }
  }
}
