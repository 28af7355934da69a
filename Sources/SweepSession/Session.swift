public import AWSCore
public import AgentHealth
public import ClusterSweep
public import Configuration
public import FailureStore

/// What a sweep, or a person's command, works with: the configuration, the way to AWS, the caller and the store.
public struct Session: Sendable {
  /// What is configured.
  public let configuration: SweepConfiguration
  /// How AWS is called.
  public var client: AWSClient { gateway.client }
  /// The caller's own credentials.
  public var caller: CredentialCache { gateway.caller }
  private let gateway: Gateway
  private let selection: StoreSelection

  /// Chooses the store; nobody is asked anything yet.
  /// - Parameters:
  ///   - store: where strikes are kept, instead of what the configuration says; nil (default) for that, or `REDIS_URL`.
  ///   - mode: which store is used, and whether it may be written. As a plan, to name no store is no error.
  ///   - access: where it is narrower than the mode's.
  public init(
    _ configuration: SweepConfiguration, gateway: Gateway, store: String? = nil, mode: SweepMode, access: StoreAccess? = nil
  ) throws(Refusal) {
    selection = try Refusal.on(.configuration) { () throws(StoreError) in
      try StoreSelection(
        flag: store, configuration: configuration, mode: mode, access: access, environment: gateway.settings.environment)
    }
    self.configuration = configuration
    self.gateway = gateway
  }

  /// Whether nothing is remembered from one sweep to the next.
  public var isForgetful: Bool { selection.location == .memory }

  /// Ends all connections.
  public func end() { gateway.end() }

  /// A sweep of what is configured.
  public func request(
    sweepID: String, attempt: String, mode: SweepMode, filter: ScopeFilter, deadline: Duration = .seconds(600)
  ) -> SweepRequest {
    SweepRequest(
      sweepID: sweepID, attempt: attempt, mode: mode, installation: configuration.installation, accounts: configuration.accounts,
      organization: configuration.organization, filter: filter, region: gateway.settings.region?.text, paused: configuration.paused,
      topic: configuration.topic, deadline: deadline)
  }

  /// Runs `body` with the store, not yet opened, and closes what it needed.
  public func withStore<Value: Sendable>(_ body: @Sendable (any StrikeStore) async -> Value) async throws(Refusal) -> Value {
    do throws(StoreError) {
      return try await selection.withStore(loop: gateway.loop, client: client, caller: caller, body)
    } catch {
      throw Refusal(.configuration, error.message)
    }
  }
}
