/// How the mock behaves.
public struct MockOptions: Sendable {
  /// Further credentials that are let in.
  public struct Credentials: Sendable {
    /// As in `Credential=` of the header.
    public var accessKey: String
    /// Never sent.
    public var secretKey: String
    /// Demanded where there is one.
    public var sessionToken: String?
    /// Seconds since 1970; `nil`: never.
    public var expires: Double?
    /// The account they belong to.
    public var account: String

    /// Credentials of `account`.
    public init(accessKey: String, secretKey: String, sessionToken: String? = nil, expires: Double? = nil, account: String) {
      self.accessKey = accessKey
      self.secretKey = secretKey
      self.sessionToken = sessionToken
      self.expires = expires
      self.account = account
    }
  }

  /// Of the caller's account. It guards nothing, so it is a constant.
  public static let defaultAccessKey = "AKIAMOCK0000000000AA"
  /// Of the caller's account. It guards nothing, so it is a constant.
  public static let defaultSecretKey = "mock/secret/key/that/guards/nothing/at/all"

  /// The caller's access key.
  public var accessKey = defaultAccessKey
  /// The caller's secret key.
  public var secretKey = defaultSecretKey
  /// Further credentials.
  public var credentials: [Credentials] = []
  /// The only token that AssumeRoleWithWebIdentity takes; `nil` (the default): any.
  public var webIdentityToken: String?
  /// What is taken for now. Default: the machine's clock.
  public var clock = MockClock.system
  /// On 127.0.0.1; 0 (the default): any free port.
  public var port = 0
  /// HTTPS with a CA made at start, instead of HTTP.
  public var tls = false
  /// How long every answer is held back, in seconds.
  public var latency = 0.0
  /// How long the mock's own changes take.
  public var timing = MockTiming()
  /// Faults from the start.
  public var faults: [MockFault] = []
  /// Whether AWS's own token buckets throttle (per account, Region and API category).
  public var throttles = false
  /// Whether ListContainerInstances refuses `filter`.
  public var refusesFilters = false
  /// Whether ListContainerInstances takes `filter` and lists everything all the same, as moto does.
  public var ignoresFilters = false
  /// Whether pages are cut short at random although more follows, as AWS may.
  public var shortPages = false
  /// Changes an answer's body: for what no fault can say, an answer that is well-formed and wrong. It is given the call and the bodies of
  /// request and answer; `nil` leaves the answer as it is. It must not ask the mock anything.
  public var rewrite: (@Sendable (MockCall, _ request: String, _ answer: String) -> String?)?
  /// How many calls that change nothing are kept in the log, the latest; those that change something are all kept.
  public var readLogLimit = 100_000
  /// Where every call is written as a line of JSON; `nil`: nowhere.
  public var logFile: String?
  /// Where the CA certificate is written with `tls`; `nil`: a temporary file that is removed at the end.
  public var caFile: String?

  /// The defaults.
  public init() {}
}
