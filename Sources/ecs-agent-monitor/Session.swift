import AWSCore
import AgentHealth
import ArgumentParser
import ClusterSweep
import Configuration
import FailureStore
import Network

/// What a command works with: the configuration, the way to AWS, the caller and the store. Every error in it ends the command with one line.
struct Session {
  let configuration: SweepConfiguration
  let settings: AWSSettings
  let client: AWSClient
  let caller: CredentialCache
  private let loop: EventLoop
  private let selection: StoreSelection

  /// Reads what is configured; nobody is asked anything yet. Whoever has a session ends it.
  /// - Parameters:
  ///   - mode: which store is used, and whether it may be written. As a plan, to name no store is no error.
  ///   - access: where it is narrower than the mode's.
  ///   - name: of role sessions that a profile does not name.
  init(_ options: InstallationOptions, flags: PolicyOverrides = .init(), mode: SweepMode, access: StoreAccess? = nil, name: String) throws {
    let environment = Environment.process
    let configuration = try options.read(flags: flags)
    let settings = try options.settings(environment)
    let loop = try orExit(.runtimeFailure) { () throws(NetworkError) in
      try EventLoop(EventLoop.Configuration(caFile: settings.setting("AWS_CA_BUNDLE", "ca_bundle")?.text))
    }
    do {
      client = try orExit(.usage) { () throws(AWSError) in
        AWSClient(try AWSClient.Configuration(settings: settings), loop: loop)
      }
      selection = try orExit(.configuration) { () throws(StoreError) in
        try StoreSelection(flag: options.store, configuration: configuration, mode: mode, access: access, environment: environment)
      }
      caller = try options.caller(settings, client: client, sweepID: name)
    } catch {
      loop.stop()
      throw error
    }
    (self.configuration, self.settings, self.loop) = (configuration, settings, loop)
  }

  /// Whether nothing is remembered from one sweep to the next.
  var isForgetful: Bool { selection.location == .memory }

  /// Ends all connections.
  func end() { loop.stop() }

  /// A sweep of what is configured.
  func request(sweepID: String, attempt: String, mode: SweepMode, filter: ScopeFilter, deadline: Duration = .seconds(600)) -> SweepRequest {
    SweepRequest(
      sweepID: sweepID, attempt: attempt, mode: mode, installation: configuration.installation, accounts: configuration.accounts,
      organization: configuration.organization, filter: filter, region: settings.region?.text, paused: configuration.paused,
      topic: configuration.topic, deadline: deadline)
  }

  /// Runs `body` with the store, not yet opened, and closes what it needed.
  func withStore<Value: Sendable>(_ body: @Sendable (any StrikeStore) async -> Value) async throws -> Value {
    do throws(StoreError) {
      return try await selection.withStore(loop: loop, client: client, caller: caller, body)
    } catch {
      throw ExitCode.saying(error.message, .configuration)
    }
  }
}
