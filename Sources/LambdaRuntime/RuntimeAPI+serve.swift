extension RuntimeAPI {
  /// Handles one event after the other, until a signal comes while none is handled.
  ///
  /// - Parameters:
  ///   - isEnding: whether such a signal came already.
  ///   - interruptions: makes a stream of these signals, the one that came already included. Asked once for each wait and once for each event.
  ///   - handle: makes the result of an event, or its failure. It gets the signals that come meanwhile, and ends early when it likes.
  public func serve(
    isEnding: @Sendable () -> Bool, interruptions: @Sendable () -> AsyncStream<Int32>,
    _ handle: (Invocation, AsyncStream<Int32>) async -> Result<[UInt8], FunctionError>
  ) async throws(RuntimeError) {
    while !isEnding(), let invocation = try await next(unless: interruptions()) {
      switch await handle(invocation, interruptions()) {
      case .success(let body): try await respond(invocation.requestID, body)
      case .failure(let error): try await fail(invocation.requestID, error)
      }
    }
  }

  private enum Event: Sendable {
    case answer(Result<Invocation?, RuntimeError>)
    case signal
    case noSignals
  }

  /// The next event; nil when a signal comes first.
  private func next(unless interruptions: AsyncStream<Int32>) async throws(RuntimeError) -> Invocation? {
    let result = await withTaskGroup(of: Event.self) { group -> Result<Invocation?, RuntimeError> in
      group.addTask {
        do throws(RuntimeError) {
          return .answer(.success(try await next()))
        } catch {
          return .answer(.failure(error))
        }
      }
      group.addTask {
        for await _ in interruptions { return .signal }
        return .noSignals
      }
      while let event = await group.next() {
        switch event {
        case .answer(let result):
          group.cancelAll()
          return result
        // An event that came in the same moment is handled, with the signal in its stream.
        case .signal: group.cancelAll()
        case .noSignals: continue
        }
      }
      return .success(nil)
    }
    return try result.get()
  }
}
