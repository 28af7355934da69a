internal import Network

extension AWSClient {
  /// Calls an operation: takes its turn, signs with the time of now, sends, reads; again while that may help and the retry quota lasts.
  /// - Parameter account: nil before it is proven: what is asked then counts on the caller.
  func call<Output>(
    _ operation: AWSOperation<Output>, with credentials: CredentialCache, account: String?, region: String
  ) async throws(AWSError) -> Output {
    let endpoint = try endpoint(of: operation, account: account, region: region)
    var call = OngoingCall(operation, account: account, region: region, endpoint: endpoint)
    while true {
      do throws(AWSError) {
        let output = try await attempt(operation, &call, credentials)
        quota.giveBack(call.lastCost ?? 1, to: call.quota)
        return output
      } catch {
        var error = error
        // What refuses a repetition may be the best of news: the attempt whose answer was lost had done it.
        if call.mayHaveActed, let output = operation.settled(by: error) { return output }
        if operation.isChange, call.isSent, error.leavesDoubt { call.mayHaveActed = true }
        call.complete(&error)
        try await prepareRetry(&call, after: error, credentials)
      }
    }
  }

  private func attempt<Output>(
    _ operation: AWSOperation<Output>, _ call: inout OngoingCall, _ credentials: CredentialCache
  ) async throws(AWSError) -> Output {
    call.isSent = false
    call.used = nil
    let waited: Duration
    do throws(CancellationError) {
      waited = try await limiter.admit(call.bucket)
    } catch {
      throw .cancelled
    }
    // After the wait: it may have been longer than the credentials were good for.
    let keys = try await credentials.credentials()
    call.used = keys
    if Task.isCancelled { throw .cancelled }
    let isRetry = call.attempt > 1
    let now = time.monotonic()
    ledger.withLock { $0.sent(call.bucket, isRetry: isRetry, waited: waited, at: now) }
    call.isSent = true
    return try await send(operation, keys, to: call.endpoint)
  }

  private func endpoint<Output>(of operation: AWSOperation<Output>, account: String?, region: String) throws(AWSError) -> Endpoint {
    do throws(AWSError) {
      return try configuration.endpoints.endpoint(of: operation.service, in: region)
    } catch {
      var error = error
      (error.service, error.operation) = (operation.service.name, operation.name)
      (error.account, error.region) = (account, region)
      throw error
    }
  }

  /// Returns when another attempt is due; throws the error when there is to be none.
  private func prepareRetry(_ call: inout OngoingCall, after error: AWSError, _ credentials: CredentialCache) async throws(AWSError) {
    // Cancelled in the queue, or without credentials: that is another call's failure, which had retries of its own.
    guard call.isSent else { throw error }
    if error.isThrottling {
      await limiter.throttled(call.bucket)
      let bucket = call.bucket
      ledger.withLock { $0.throttled(bucket) }
    }
    if error.saysExpired, let used = call.used, !call.hasRenewed {
      call.hasRenewed = true
      credentials.discard(used)
      return
    }
    if error.blamesClock, !call.hasCorrectedClock {
      call.hasCorrectedClock = true
      clock.correct()
      return
    }
    guard call.attempt < configuration.retries.maximumAttempts, let cost = configuration.retries.cost(of: error),
      quota.take(cost, from: call.quota)
    else { throw error }
    call.lastCost = cost
    let pause = configuration.retries.pause(beforeRetry: call.attempt, random: random(), retryAfter: error.retryAfter)
    do {
      try await time.sleep(pause)
    } catch {
      var cancelled = AWSError.cancelled
      call.complete(&cancelled)
      throw cancelled
    }
    call.attempt += 1
  }
}
