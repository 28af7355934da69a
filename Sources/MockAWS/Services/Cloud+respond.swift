import NIOCore
import NIOHTTP1

extension Cloud {
  /// Answers one request: let in, find the operation, put in faults, carry out, log.
  func respond(to request: Request) -> Answer {
    catchUp()
    let now = now
    let requestID = uuid()
    let addressed = Addressed(request)
    let service = addressed.service
    var entry = MockCall(
      time: now, account: "", region: "", service: service.rawValue, operation: addressed.operation, resources: [], isMutation: false,
      wasCarriedOut: false, status: 200)
    var kind: MockFault.Kind?
    var body: ByteBuffer
    do throws(Refusal) {
      var call = try admit(request, addressed, now: now, requestID: requestID)
      entry.account = call.account.id
      entry.region = call.region.name
      entry.isMutation = call.operation.isMutation
      kind = faults.next(service: service.rawValue, operation: addressed.operation, account: entry.account, region: entry.region)
      body = try carryOut(&call, fault: kind, entry: &entry)
      if let rewritten = options.rewrite?(entry, String(buffer: request.body), String(buffer: body)) {
        body = ByteBuffer(string: rewritten)
      }
    } catch {
      entry.status = error.status
      entry.errorCode = error.code
      body = error.body(service, requestID: requestID)
    }
    entry.fault = kind.map { "\($0)" }
    var answer = Answer(status: entry.status, contentType: service.contentType, requestID: requestID, body: body, now: now)
    if service.wire == .rest { answer.errorType = entry.errorCode }
    answer.delay = options.latency
    if let kind { answer.spoil(kind) }
    if answer.ending == .nothing { entry.status = 0 }
    log.add(entry)
    return answer
  }

  /// Checks the signature and finds the operation.
  private func admit(_ request: Request, _ addressed: Addressed, now: Double, requestID: String) throws(Refusal) -> Call {
    let service = addressed.service
    let credential: Credential
    let region: String
    do throws(SignatureProblem) {
      (credential, region) = try caller(request, addressed, now: now)
    } catch {
      throw Refusal(error, service)
    }
    guard request.method == (service.wire == .rest ? "GET" : "POST") else {
      throw Refusal("MethodNotAllowed", "Only POST is answered here, and GET in zonal shift.", status: 405)
    }
    guard let operation = Operation.find(service, addressed.operation) else { throw .unknownOperation(addressed.operation, service) }
    var json: JSONValue? = .null
    if service.wire == .json {
      json = request.body.withUnsafeReadableBytes { JSONParser.parse($0.bindMemory(to: UInt8.self)) }
    }
    guard let json else { throw Refusal("SerializationException", "The request body is no JSON document.") }
    let account = account(credential.account)
    // In a Region that is not enabled nobody knows the account's credentials.
    guard service == .organizations || isEnabled(region, in: account) else { throw Refusal(.unknownKey, service) }
    return Call(
      operation: operation, credential: credential, account: account, region: account.region(region), now: now, requestID: requestID,
      json: json, form: addressed.form)
  }

  /// Who signed, and for which Region. AssumeRoleWithWebIdentity needs no signature: whoever has a token may call it.
  private func caller(_ request: Request, _ addressed: Addressed, now: Double) throws(SignatureProblem) -> (Credential, region: String) {
    let service = addressed.service
    if service == .sts, addressed.operation == "AssumeRoleWithWebIdentity", !request.headers.contains(name: "authorization") {
      let nobody = Credential(
        accessKey: "", secretKey: "", sessionToken: nil, expires: nil, account: callerAccount, arn: "arn:aws:sts:::anonymous",
        userID: "anonymous")
      return (nobody, "us-east-1")
    }
    let (credential, scope) = try verifier.verify(request, now: now)
    guard scope.service == service.rawValue else {
      throw .incomplete("Credential should be scoped to correct service: '\(service.rawValue)'.")
    }
    return (credential, scope.region)
  }

  private func carryOut(_ call: inout Call, fault: MockFault.Kind?, entry: inout MockCall) throws(Refusal) -> ByteBuffer {
    let operation = call.operation
    if let refusal = fault?.before(operation.service) { throw refusal }
    if let policy = call.credential.sessionPolicy, !policy.allows("\(operation.service.rawValue):\(operation.name)") {
      throw .accessDenied(call)
    }
    if options.throttles,
      !buckets.take(operation.category, operation.bucket, account: entry.account, region: entry.region, now: call.now)
    {
      throw .throttled(operation.service)
    }
    if fault == .close { return ByteBuffer() }
    defer { entry.resources = call.resources }
    let body = try operation.run(self, &call)
    entry.wasCarriedOut = true
    if let refusal = fault?.after(operation.service) { throw refusal }
    return body
  }
}
