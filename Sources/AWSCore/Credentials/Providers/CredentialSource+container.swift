internal import Network

/// The endpoint that ECS, EKS and others give to a container.
struct ContainerEndpoint: Sendable, Equatable {
  static let relative = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
  static let full = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
  private static let hosts: Set<String> = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23", "localhost"]

  let url: String
  /// Read anew for each request; wins over `token`.
  let tokenFile: String?
  let token: String?

  /// Nil where no endpoint is named. Throws for one that the token must not be sent to: plain http to anything but this machine and the
  /// addresses of ECS and EKS.
  init?(_ environment: Environment) throws(AWSError) {
    if let path = environment[Self.relative] {
      url = "http://169.254.170.2\(path.hasPrefix("/") ? "" : "/")\(path)"
    } else if let text = environment[Self.full] {
      guard let (isTLS, host) = Self.host(of: text) else { throw .broken("\(Self.full) is no http or https URL of a host") }
      guard isTLS || Self.isNear(host) else {
        throw .broken("\(Self.full) names host \(OneLine.text(host, limit: 80)), expected https, this machine, or an address of ECS or EKS")
      }
      url = text
    } else {
      return nil
    }
    tokenFile = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"]
    token = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"]
  }

  private static func isNear(_ host: String) -> Bool {
    if hosts.contains(host) || host == "::1" { return true }
    let bytes = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return bytes.count == 4 && bytes[0] == 127 && !bytes.contains(nil)
  }

  private static func host(of text: String) -> (isTLS: Bool, host: String)? {
    let lower = text.lowercased()
    let isTLS = lower.hasPrefix("https://")
    guard isTLS || lower.hasPrefix("http://"), text.utf8.allSatisfy({ (33...126).contains($0) && $0 != UInt8(ascii: "\\") }) else {
      return nil
    }
    let authority = lower.dropFirst(isTLS ? 8 : 7).prefix { !"/?#".contains($0) }
    if authority.isEmpty || authority.contains("@") { return nil }
    if authority.first == "[" {
      guard let end = authority.firstIndex(of: "]") else { return nil }
      return (isTLS, String(authority[authority.index(after: authority.startIndex)..<end]))
    }
    return (isTLS, String(authority.prefix { $0 != ":" }))
  }

  func request(token: String?) -> HTTPRequest {
    var request = HTTPRequest(
      method: "GET", url: url,
      headers: [("Accept", "application/json"), ("User-Agent", Version.userAgent)] + (token.map { [("Authorization", $0)] } ?? []),
      timeout: .seconds(2))
    request.usesProxy = false
    return request
  }
}

extension CredentialSource {
  /// What the container's endpoint gives out: 2 s for an attempt, three attempts a second apart, never through a proxy.
  static func container(_ endpoint: ContainerEndpoint, client: AWSClient) -> CredentialSource {
    CredentialSource(name: "container endpoint \(endpoint.url)") { () async throws(AWSError) in
      var token = endpoint.token
      if let path = endpoint.tokenFile {
        let bytes = try await BlockingWork.run { () throws(AWSError) in try SmallFile.read(path) }
        guard let bytes else { throw .unusable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: \(path) does not exist") }
        token = String(decoding: bytes, as: UTF8.self)
      }
      if let token, token.contains(where: \.isNewline) { throw .unusable("the container's authorization token has a line break in it") }
      do throws(AWSError) {
        return try await client.exchange(
          endpoint.request(token: token), secrets: token.map { [$0] } ?? [], attempts: 3, pause: .seconds(1), isRetried: { _ in true }
        ) { response throws(AWSError) in
          guard let document = KeysDocument(response.body) else { throw .unusable("the container endpoint answered with no JSON object") }
          return try document.credentials(from: "the container endpoint", mustExpire: true)
        }
      } catch {
        throw error.naming("the container endpoint \(endpoint.url)")
      }
    }
  }
}

extension AWSError {
  /// Says which source it was, where the error is only a status or a failed connection.
  func naming(_ source: String) -> AWSError {
    if kind == .cancelled || kind == .credentials || kind == .configuration { return self }
    let status = status.map { "HTTP \($0)" } ?? code
    return .unusable("\(source) gave no credentials: \(message.isEmpty ? status : "\(status), \(message)")", code: code)
  }
}
