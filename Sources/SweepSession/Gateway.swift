public import AWSCore
public import AgentHealth
public import Network

/// The way to AWS: what is set for AWS's tools, one event loop with its connections, and the caller. Outlives a sweep where a process does
/// several.
public struct Gateway: Sendable {
  /// What the environment and AWS's files say.
  public let settings: AWSSettings
  /// How AWS is called.
  public private(set) var client: AWSClient
  /// The caller's own credentials, found as the aws command line finds them.
  public let caller: CredentialCache
  /// Carries all connections.
  public let loop: EventLoop

  /// Reads what is set; nobody is asked anything yet. Whoever has a gateway ends it.
  /// - Parameters:
  ///   - profile: the profile to get credentials from; nil to select by variables.
  ///   - name: of role sessions that a profile does not name.
  public init(environment: Environment, profile: String? = nil, name: String) throws(Refusal) {
    settings = try Refusal.on(.configuration) { () throws(AWSError) in
      try AWSSettings.load(environment: environment, profile: profile)
    }
    let settings = settings
    let loop = try Refusal.on(.runtimeFailure) { () throws(NetworkError) in
      try EventLoop(EventLoop.Configuration(caFile: settings.setting("AWS_CA_BUNDLE", "ca_bundle")?.text))
    }
    self.loop = loop
    let client = try Refusal.on(.usage) { () throws(AWSError) in
      AWSClient(try AWSClient.Configuration(settings: settings), loop: loop)
    }
    self.client = client
    let notices = CredentialNotices()
    let source = try Refusal.on(.configuration) { () throws(AWSError) in
      try CredentialSource.chain(settings, client: client, sweepID: name, notices: notices)
    }
    caller = CredentialCache(source, time: client.time, notices: notices)
  }

  /// The same connections and credentials for another sweep, with limits, counts and AWS's time of its own: where a function was frozen in
  /// between, the monotonic clock may have stood still.
  public func renewed() -> Gateway {
    var gateway = self
    gateway.client = client.renewed()
    return gateway
  }

  /// Ends all connections.
  public func end() { loop.stop() }
}

extension Refusal {
  /// The value of `work`; its failure becomes a refusal with this status.
  static func on<Value, Failure: Error>(_ status: ExitStatus, _ work: () throws(Failure) -> Value) throws(Refusal) -> Value {
    do throws(Failure) {
      return try work()
    } catch {
      throw Refusal(status, "\(error)")
    }
  }
}
