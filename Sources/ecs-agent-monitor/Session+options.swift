import AWSCore
import AgentHealth
import ArgumentParser
import FailureStore
import SweepSession

extension Session {
  /// The session that the command line asks for. Every error in it ends the command with one line. Whoever has a session ends it.
  /// - Parameters:
  ///   - mode: which store is used, and whether it may be written. As a plan, to name no store is no error.
  ///   - access: where it is narrower than the mode's.
  ///   - name: of role sessions that a profile does not name.
  init(_ options: InstallationOptions, flags: PolicyOverrides = .init(), mode: SweepMode, access: StoreAccess? = nil, name: String) throws {
    let configuration = try options.read(flags: flags)
    self = try orExit { () throws(Refusal) in
      let gateway = try Gateway(environment: .process, profile: options.profile, name: name)
      do throws(Refusal) {
        return try Session(configuration, gateway: gateway, store: options.store, mode: mode, access: access)
      } catch {
        gateway.end()
        throw error
      }
    }
  }

  /// Runs `body` with the store, not yet opened, and closes what it needed.
  func usingStore<Value: Sendable>(_ body: @Sendable (any StrikeStore) async -> Value) async throws -> Value {
    let result: Result<Value, Refusal>
    do throws(Refusal) {
      result = .success(try await withStore(body))
    } catch {
      result = .failure(error)
    }
    return try orExit { () throws(Refusal) in try result.get() }
  }
}
