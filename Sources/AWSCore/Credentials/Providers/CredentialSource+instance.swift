internal import Network

extension CredentialSource {
  /// The role of the EC2 instance that this runs on, by IMDSv2; by version 1 where the service does not know tokens and nobody forbade it.
  /// - Parameter tried: what was looked at before, for the message when this last resort fails too; nil (default) where it was named.
  static func instance(_ metadata: InstanceMetadata, client: AWSClient, tried: String? = nil) -> CredentialSource {
    CredentialSource(name: "instance metadata") { () async throws(AWSError) in
      do throws(AWSError) {
        return try await InstanceRole(metadata: metadata, client: client).credentials()
      } catch {
        if error.kind == .cancelled { throw error }
        let status = error.status.map { "HTTP \($0)" } ?? ""
        let why = [status, error.message].filter { !$0.isEmpty }.joined(separator: ", ")
        let before = tried.map { "\($0), and " } ?? ""
        throw .unusable("found no credentials: \(before)instance metadata (\(metadata.base)) gave none: \(why)")
      }
    }
  }
}

/// One round of questions to the instance metadata service.
private struct InstanceRole {
  static let path = "latest/meta-data/iam/security-credentials/"

  let metadata: InstanceMetadata
  let client: AWSClient

  func credentials() async throws(AWSError) -> Credentials {
    let token = try await token()
    let role = try await text(Self.path, token).trimmedLine
    guard !role.isEmpty else { throw .unusable("the instance has no role") }
    let body = Array(try await text(Self.path + role, token).utf8)
    guard let document = KeysDocument(body) else {
      throw .unusable("the answer for role \(OneLine.text(role, limit: 64)) is no JSON object")
    }
    if document.accessKeyID == nil, let code = document.code {
      throw .unusable(OneLine.text("\(code) \(document.message ?? "")", limit: 300))
    }
    return extended(try document.credentials(from: "instance metadata", mustExpire: true))
  }

  /// Nil where version 1 is to be used: the service refuses to give tokens, or does not answer in time.
  private func token() async throws(AWSError) -> String? {
    let request = metadata.request("PUT", "latest/api/token", ("x-aws-ec2-metadata-token-ttl-seconds", "21600"))
    do throws(AWSError) {
      return try await client.exchange(request, attempts: metadata.attempts, pause: .zero, isRetried: { Self.isRetried($0) }) { response in
        String(decoding: response.body, as: UTF8.self)
      }
    } catch {
      let isUnknown = [403, 404, 405].contains(error.status) || (error.kind == .network && error.code == NetworkCode.timedOut)
      guard isUnknown else { throw error }
      if metadata.isV1Disabled { throw .unusable("it gave no token, and version 1, without tokens, is disabled") }
      return nil
    }
  }

  private func text(_ path: String, _ token: String?) async throws(AWSError) -> String {
    let request = metadata.request("GET", path, token.map { ("x-aws-ec2-metadata-token", $0) })
    return try await client.exchange(
      request, secrets: token.map { [$0] } ?? [], attempts: metadata.attempts, pause: .zero, isRetried: { _ in true }
    ) {
      response throws(AWSError) in
      if response.body.isEmpty { throw AWSError(.malformed, code: "EmptyAnswer", message: "an empty answer") }
      return String(decoding: response.body, as: UTF8.self)
    }
  }

  private static func isRetried(_ error: AWSError) -> Bool {
    ![400, 403, 404, 405].contains(error.status) && error.code != NetworkCode.timedOut
  }

  /// When the service itself cannot renew them it goes on giving out old ones, which AWS then still accepts: botocore's rule, 15 minutes
  /// plus 2 to 10 at random.
  private func extended(_ credentials: Credentials) -> Credentials {
    let window = 900 + 120 + 480 * client.random()
    let now = client.time.wall()
    guard let expiration = credentials.expiration, expiration <= now + window else { return credentials }
    return Credentials(
      accessKeyID: credentials.accessKeyID, secretAccessKey: credentials.secretAccessKey, sessionToken: credentials.sessionToken,
      expiration: now + window)
  }
}
