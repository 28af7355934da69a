/// A Redis, be it one server or a cluster, and how to log in to it. Holds no secret, only where one is.
public struct RedisLocation: Hashable, Sendable, CustomStringConvertible {
  /// How TLS is done; the server's certificate is always verified.
  public struct TLSFiles: Hashable, Sendable {
    /// PEM file of the authorities to trust; nil for the usual ones.
    public var caFile: String?
    /// PEM file of our certificate, for a server that asks for one.
    public var certificateFile: String?
    /// PEM file of its key; nil where it is in the certificate's file.
    public var keyFile: String?

    /// The usual authorities, and no certificate of ours, unless said otherwise.
    public init(caFile: String? = nil, certificateFile: String? = nil, keyFile: String? = nil) {
      self.caFile = caFile
      self.certificateFile = certificateFile
      self.keyFile = keyFile
    }
  }

  /// Who we are for the server.
  public enum Login: Hashable, Sendable {
    /// A user (nil: the default one), and the file that its password is in, if it is in one.
    case password(user: String?, file: String?)
    /// A user of an ElastiCache cache that logs in with IAM.
    case iam(IAM)
  }

  /// A user that logs in with a token signed by the caller's credentials.
  public struct IAM: Hashable, Sendable {
    /// The user's ID, which is its name too.
    public var user: String
    /// The replication group's or serverless cache's name.
    public var cache: String
    /// Whether it is a serverless cache.
    public var isServerless: Bool
    /// The cache's Region; nil for the caller's own.
    public var region: String?

    /// A user of a cache.
    public init(user: String, cache: String, isServerless: Bool = false, region: String? = nil) {
      self.user = user
      self.cache = cache
      self.isServerless = isServerless
      self.region = region
    }
  }

  /// A name or address; an IPv6 address without its brackets. Of a cluster: its configuration endpoint, or any of its nodes.
  public var host: String
  /// 1…65535, default 6379.
  public var port: Int
  /// From 0, default 0, the only one of a cluster.
  public var database: Int
  /// Nil for plain TCP.
  public var tls: TLSFiles?
  /// Who we are; by default the default user, without a file.
  public var login: Login

  /// A Redis without TLS, unless said otherwise. Host and port are enough, whether it is a cluster or not.
  public init(
    host: String, port: Int = 6379, database: Int = 0, tls: TLSFiles? = nil, login: Login = .password(user: nil, file: nil)
  ) {
    self.host = host
    self.port = port
    self.database = database
    self.tls = tls
    self.login = login
  }

  /// `redis://HOST:PORT/DATABASE`, or `rediss://…` with TLS.
  public var description: String {
    "\(tls == nil ? "redis" : "rediss")://\(host.contains(":") ? "[\(host)]" : host):\(port)/\(database)"
  }
}
