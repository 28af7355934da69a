internal import Network
internal import SigV4
internal import WireFormats

extension AWSClient {
  /// One attempt: signs with the present time, sends, and reads the answer.
  func send<Output>(_ operation: AWSOperation<Output>, _ credentials: Credentials, to endpoint: Endpoint) async throws(AWSError) -> Output {
    let correction = clock.correction
    let request = signed(operation, credentials, for: endpoint, date: DateFormats.basic(time.wall().rounded(.down)))
    let sent = time.monotonic()
    let response: HTTPResponse
    do throws(NetworkError) {
      response = try await loop.execute(request)
    } catch {
      throw AWSError(error)
    }
    let isSuccess = (200...299).contains(response.status)
    let localSkew = clock.learn(date: response.header("Date"), trusted: isSuccess, sent: sent)
    guard isSuccess else {
      var error = AWSError(response, without: credentials)
      error.signatureSkew = localSkew.map { $0 + correction }
      throw error
    }
    do throws(MalformedAnswer) {
      return try operation.decode(response.body)
    } catch {
      var malformed = AWSError(.malformed, code: "MalformedAnswer", message: error.description)
      malformed.status = response.status
      malformed.requestID = response.header("x-amzn-requestid")
      throw malformed
    }
  }

  private func signed<Output>(
    _ operation: AWSOperation<Output>, _ credentials: Credentials, for endpoint: Endpoint, date: String
  ) -> HTTPRequest {
    let scope = SigningScope(date: date, region: endpoint.signingRegion, service: operation.service.signingName)
    let signer = Signer(
      accessKeyID: credentials.accessKeyID, key: keys.key(for: credentials, scope: scope), sessionToken: credentials.sessionToken)
    let headers = operation.service.headers(operation: operation.name)
    let method = operation.resource == nil ? "POST" : "GET"
    let query = operation.resource?.query ?? []
    let endpoint = operation.resource.map { endpoint.appending($0.path) } ?? endpoint
    let added = signer.sign(
      method: method, host: endpoint.host, path: endpoint.path, query: query, headers: headers, body: operation.body, date: date)
    var request = HTTPRequest(
      method: method, url: endpoint.url + (query.isEmpty ? "" : "?\(CanonicalRequest.query(query))"),
      headers: headers + added + [("User-Agent", Version.userAgent)], body: operation.body, timeout: configuration.attemptTimeout)
    // At most one attempt's timeout is given for knowing what became of a change.
    request.outcomeMatters = operation.isChange
    return request
  }
}

extension AWSError {
  /// What an error answer says. Services quote what they were sent, session token and all, when they refuse a signature.
  init(_ response: HTTPResponse, without credentials: Credentials) {
    let body = ErrorBody(response)
    let secrets = [credentials.secretAccessKey] + (credentials.sessionToken.map { [$0] } ?? [])
    self.init(
      .service, code: OneLine.text(body.code ?? "HTTP\(response.status)", limit: 100, without: secrets),
      message: OneLine.text(body.message, limit: 400, without: secrets))
    status = response.status
    requestID = body.requestID.map { OneLine.text($0, limit: 100, without: secrets) }
    retryAfter = RetryAfter.seconds(response)
  }
}
