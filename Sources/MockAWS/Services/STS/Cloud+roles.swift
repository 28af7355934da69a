import NIOCore

extension Cloud {
  func assumeRole(_ call: inout Call) throws(Refusal) -> ByteBuffer {
    let (arn, accountID, role, session) = try askedRole(&call)
    let duration = try sessionDuration(call)
    let policy = try sessionPolicy(call)
    let denied = Refusal(
      "AccessDenied", "User: \(call.credential.arn) is not authorized to perform: sts:AssumeRole on resource: \(arn)", status: 403)
    guard let account = accounts[accountID], !account.refusesRoles else { throw denied }
    if let expected = account.externalID, call.form["ExternalId"] != expected { throw denied }
    let credential = makeSession(account: account.id, role: role, session: session, expires: call.now + duration, policy)
    return answer(call, credential, isNarrowed: policy != nil)
  }

  /// No signature: the token is the proof. The mock takes every token, or only the one of its options.
  func assumeRoleWithWebIdentity(_ call: inout Call) throws(Refusal) -> ByteBuffer {
    let (_, accountID, role, session) = try askedRole(&call)
    let duration = try sessionDuration(call)
    guard let token = call.form["WebIdentityToken"], !token.isEmpty else {
      throw .validation("Value null at 'webIdentityToken' failed to satisfy constraint: Member must not be null")
    }
    guard options.webIdentityToken == nil || options.webIdentityToken == token else {
      throw Refusal("InvalidIdentityToken", "The web identity token \(token) could not be verified")
    }
    guard let account = accounts[accountID], !account.refusesRoles else {
      throw Refusal("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", status: 403)
    }
    let credential = makeSession(account: account.id, role: role, session: session, expires: call.now + duration, nil)
    return answer(call, credential, isNarrowed: false)
  }

  private func askedRole(_ call: inout Call) throws(Refusal) -> (arn: String, account: String, role: String, session: String) {
    let arn = call.form["RoleArn"] ?? ""
    let session = call.form["RoleSessionName"] ?? ""
    call.resources = [arn]
    let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0] == "arn", parts[2] == "iam", parts[4].count == 12, parts[5].hasPrefix("role/") else {
      throw .validation("\(arn) is invalid")
    }
    let isPlain = session.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_+=,.@-".contains($0)) }
    guard (2...64).contains(session.utf8.count), isPlain else {
      throw .validation("Value '\(session)' at 'roleSessionName' failed to satisfy constraint: pattern: [\\w+=,.@-]*")
    }
    return (arn, String(parts[4]), Self.lastPart(String(parts[5])), session)
  }

  private func sessionPolicy(_ call: Call) throws(Refusal) -> SessionPolicy? {
    guard let text = call.form["Policy"] else { return nil }
    guard let parsed = SessionPolicy(text) else {
      throw Refusal("MalformedPolicyDocument", "The policy is not in the valid JSON format.")
    }
    guard text.utf8.count <= 2048 else {
      throw Refusal("PackedPolicyTooLarge", "Packed policy consumes more than 100% of allotted space.")
    }
    return parsed
  }

  private func answer(_ call: Call, _ credential: Credential, isNarrowed: Bool) -> ByteBuffer {
    call.query { result in
      result.element("Credentials") { xml in
        xml.element("AccessKeyId", credential.accessKey)
        xml.element("SecretAccessKey", credential.secretKey)
        xml.element("SessionToken", credential.sessionToken)
        xml.element("Expiration", credential.expires.map(Timestamps.iso8601WholeSeconds))
      }
      result.element("AssumedRoleUser") { xml in
        xml.element("AssumedRoleId", credential.userID)
        xml.element("Arn", credential.arn)
      }
      result.element("PackedPolicySize", isNarrowed ? 10 : 0)
    }
  }

  func getCallerIdentity(_ call: inout Call) -> ByteBuffer {
    let credential = call.credential
    return call.query { result in
      result.element("Arn", credential.arn)
      result.element("UserId", credential.userID)
      result.element("Account", credential.account)
    }
  }

  /// In seconds; a session of a session lasts an hour at most.
  private func sessionDuration(_ call: Call) throws(Refusal) -> Double {
    guard let text = call.form["DurationSeconds"] else { return 3600 }
    guard let seconds = Int(text), (900...43_200).contains(seconds) else {
      throw .validation("Value '\(text)' at 'durationSeconds' failed to satisfy constraint: between 900 and 43200")
    }
    guard !call.credential.isRoleSession || seconds <= 3600 else {
      throw .validation("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining")
    }
    return Double(seconds)
  }

  private func makeSession(account: String, role: String, session: String, expires: Double, _ policy: SessionPolicy?) -> Credential {
    let id = "AROAMOCK" + random.hex(13).uppercased()
    let credential = Credential(
      accessKey: "ASIAMOCK" + random.hex(12).uppercased(), secretKey: random.hex(40), sessionToken: "IQoJb3Jp/+" + random.hex(200) + "==",
      expires: expires, account: account, arn: "arn:aws:sts::\(account):assumed-role/\(role)/\(session)", userID: "\(id):\(session)",
      sessionPolicy: policy)
    verifier.add(credential)
    return credential
  }
}
