internal import Network

extension AWSClient {
  /// Asks for credentials where nothing is signed: sends, reads, and again where that helps, as standard mode does. Not counted on any limit
  /// of an account: there is none yet.
  /// - Parameters:
  ///   - secrets: cut out of what an error answer says.
  ///   - attempts: nil for the client's own number.
  ///   - pause: between two attempts; nil for standard mode's.
  ///   - isRetried: nil for throttling and passing troubles.
  ///   - read: reads a 2xx answer.
  func exchange<Value: Sendable>(
    _ request: HTTPRequest, secrets: [String] = [], attempts: Int? = nil, pause: Duration? = nil,
    isRetried: (@Sendable (AWSError) -> Bool)? = nil, read: (HTTPResponse) throws(AWSError) -> Value
  ) async throws(AWSError) -> Value {
    let limit = attempts ?? configuration.retries.maximumAttempts
    var attempt = 1
    while true {
      do throws(AWSError) {
        return try read(try await answer(to: request, secrets: secrets))
      } catch {
        let isWorthIt = isRetried?(error) ?? (error.isThrottling || error.isTransient)
        guard attempt < limit, isWorthIt, error.kind != .cancelled else { throw error }
      }
      do {
        try await time.sleep(pause ?? configuration.retries.pause(beforeRetry: attempt, random: random()))
      } catch {
        throw .cancelled
      }
      attempt += 1
    }
  }

  private func answer(to request: HTTPRequest, secrets: [String]) async throws(AWSError) -> HTTPResponse {
    let response: HTTPResponse
    do throws(NetworkError) {
      response = try await loop.execute(request)
    } catch {
      throw AWSError(error)
    }
    guard (200...299).contains(response.status) else {
      let body = ErrorBody(response)
      var error = AWSError(
        .service, code: OneLine.text(body.code ?? "HTTP\(response.status)", limit: 100, without: secrets),
        message: OneLine.text(body.message, limit: 400, without: secrets))
      error.status = response.status
      throw error
    }
    return response
  }
}
