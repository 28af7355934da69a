import AWSCore
import Configuration
import FailureStore
import Network
import Redis

/// Where the password for Redis is. Never on a command line, and never in the configuration file itself.
enum RedisPasswordSource {
  /// The variable that holds a password.
  static let variable = "ECS_AGENT_MONITOR_REDIS_PASSWORD"
  /// The variable that names a file with one.
  static let fileVariable = "ECS_AGENT_MONITOR_REDIS_PASSWORD_FILE"

  case none
  case text(String)
  case file(String)
  case iam(CacheToken)

  /// The environment wins over the configuration file, and IAM over passwords.
  /// - Parameter urlPassword: what `REDIS_URL` held, where that is the store.
  init(login: RedisLocation.Login, urlPassword: String?, environment: Environment) throws(StoreError) {
    switch login {
    case .iam(let iam):
      guard let region = iam.region ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] else {
        throw StoreError(
          .configuration, "store: found no \"region\" in \"iam\", and AWS_REGION not set; expected the cache's Region in one of them")
      }
      self = .iam(CacheToken(cache: iam.cache, user: iam.user, region: region, isServerless: iam.isServerless))
    case .password(_, let configured):
      let (text, file) = (urlPassword ?? environment[Self.variable], environment[Self.fileVariable])
      if text != nil && file != nil && urlPassword == nil {
        throw StoreError(.configuration, "found both \(Self.variable) and \(Self.fileVariable), expected one of them")
      }
      if let text {
        self = .text(text)
      } else if let file = file ?? configured {
        self = .file(file)
      } else {
        self = .none
      }
    }
  }

  /// How long a connection lasts that was opened with a token: ElastiCache ends it after 12 hours, unless it was authenticated anew.
  private static let tokenConnection = Duration.seconds(11 * 3600)

  /// The password as a connection asks for it. A token is made for each connection, by AWS's clock where that is known.
  func password(client: AWSClient, caller: CredentialCache) -> RedisPassword? {
    switch self {
    case .none: nil
    case .text(let text): .text(text)
    case .file(let path): .file(path)
    case .iam(let token):
      RedisPassword(source: "IAM", lifetime: Self.tokenConnection) { () async throws(RedisError) in
        do throws(AWSError) {
          return token.text(signedBy: try await caller.credentials(), now: client.clock.now() ?? client.time.wall())
        } catch {
          throw RedisError(.auth, "no credentials to sign a token for the cache \(token.cache): \(error)")
        }
      }
    }
  }
}

extension RedisConfiguration {
  /// The connection to a Redis that was configured.
  init(_ location: RedisLocation, password: RedisPassword?) {
    let user =
      switch location.login {
      case .password(let user, _): user
      case .iam(let iam): iam.user
      }
    let tls = location.tls.map { TLS(caFile: $0.caFile, certificateFile: $0.certificateFile, keyFile: $0.keyFile) }
    self.init(host: location.host, port: location.port, database: location.database, tls: tls, user: user, password: password)
  }
}
