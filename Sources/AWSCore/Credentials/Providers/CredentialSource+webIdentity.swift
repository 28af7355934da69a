internal import Network
internal import WireFormats

/// A token in a file, such as Kubernetes puts into a pod, with which a role can be assumed.
struct WebIdentity: Sendable, Equatable {
  let roleARN: String
  /// Read anew for each session: whoever writes it renews it.
  let tokenFile: String
  /// nil to name it after the sweep.
  let sessionName: String?

  /// Nil where no token file is named; each variable wins over its key.
  init?(profile name: String, _ section: SharedSection, variables: Environment, paths: FilePaths) throws(AWSError) {
    guard let file = variables["AWS_WEB_IDENTITY_TOKEN_FILE"] ?? section["web_identity_token_file"] else { return nil }
    guard let arn = variables["AWS_ROLE_ARN"] ?? section["role_arn"] else {
      throw .broken("a web identity token file is named, but neither AWS_ROLE_ARN nor role_arn of profile \(name)")
    }
    roleARN = arn
    tokenFile = paths.expand(file)
    sessionName = variables["AWS_ROLE_SESSION_NAME"] ?? section["role_session_name"]
  }
}

extension CredentialSource {
  /// Sessions of a role by AssumeRoleWithWebIdentity, which needs no signature: the token is the proof.
  static func webIdentity(_ identity: WebIdentity, sweepID: String, client: AWSClient, region: String) -> CredentialSource {
    let session = identity.sessionName ?? AssumedRole.sessionName(sweepID: sweepID)
    return CredentialSource(name: "web identity for \(identity.roleARN)") { () async throws(AWSError) in
      let bytes = try await BlockingWork.run { () throws(AWSError) in try SmallFile.read(identity.tokenFile) }
      guard let bytes else { throw .unusable("the web identity token file \(identity.tokenFile) does not exist") }
      let token = String(decoding: bytes, as: UTF8.self).trimmedLine
      guard !token.isEmpty else { throw .unusable("the web identity token file \(identity.tokenFile) is empty") }
      let operation = STS.assumeRole(arn: identity.roleARN, sessionName: session, webIdentityToken: token)
      let request = HTTPRequest(
        method: "POST", url: try client.configuration.endpoints.endpoint(of: STS.service, in: region).url,
        headers: operation.service.headers(operation: operation.name) + [("User-Agent", Version.userAgent)], body: operation.body,
        timeout: client.configuration.attemptTimeout)
      do throws(AWSError) {
        return try await client.exchange(request, secrets: [token]) { response throws(AWSError) in
          do throws(MalformedAnswer) {
            return try operation.decode(response.body)
          } catch {
            throw AWSError(.malformed, code: "MalformedAnswer", message: error.description)
          }
        }
      } catch {
        var error = error
        error.service = operation.service.name
        error.operation = operation.name
        error.region = region
        throw error
      }
    }
  }
}

extension AWSError {
  /// A source that gave no credentials.
  static func unusable(_ message: String, code: String = "NoCredentials") -> AWSError {
    AWSError(.credentials, code: code, message: message)
  }
}

extension String {
  /// Without the line end and other white space around it.
  var trimmedLine: String { String(Substring(self).trimmed) }
}
