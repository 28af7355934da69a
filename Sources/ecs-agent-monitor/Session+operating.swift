import AWSCore
import AgentHealth
import ArgumentParser
import ClusterSweep
import Configuration
import FailureStore
import Glibc
import SweepSession

/// For the commands by which a person looks into the store and changes it.
extension Session {
  /// The entries of the configuration, for targets that are known already.
  func plans(home: String?) -> PlanIndex {
    PlanIndex(accounts: configuration.accounts, organization: configuration.organization, home: home)
  }

  /// Reads the store, whoever owns it. AWS is not asked.
  func reading<Value: Sendable>(
    _ body: @Sendable (any StrikeStore) async throws(StoreError) -> Value
  ) async throws -> Value {
    try await opened { store throws(Refusal) in
      try await store.orRefuse { () async throws(StoreError) in
        try await store.open(as: nil)
        return try await body(store)
      }
    }
  }

  /// Opens the store for writing, as the caller that AWS's STS proves.
  func operating<Value: Sendable>(
    _ body: @Sendable (any StrikeStore, AWSAccount) async throws(Refusal) -> Value
  ) async throws -> Value {
    let request = request(sweepID: "operating", attempt: "operating", mode: .plan, filter: .init())
    return try await opened { store throws(Refusal) in
      let home = try await self.home(request)
      try await store.orRefuse { () async throws(StoreError) in
        try await store.open(as: StoreOwner(account: home.id, installation: configuration.installation))
      }
      return try await body(store, home)
    }
  }

  /// AWS's time where it is known, else this machine's.
  var now: Timestamp { Timestamp(seconds: client.clock.now() ?? client.time.wall()) }

  private func home(_ request: SweepRequest) async throws(Refusal) -> AWSAccount {
    do throws(AWSError) {
      return try await client.prove(accountID: nil, roles: [], caller: caller, region: request.region)
    } catch {
      throw Refusal(.runtimeFailure, error.description)
    }
  }

  private func opened<Value: Sendable>(_ body: @Sendable (any StrikeStore) async throws(Refusal) -> Value) async throws -> Value {
    if isForgetful {
      throw ExitCode.saying("no store is named: name the one of the sweeps, in the file, by --store or by REDIS_URL", .configuration)
    }
    let result = try await usingStore { store -> Result<Value, Refusal> in
      do throws(Refusal) {
        let value = try await body(store)
        await store.close()
        return .success(value)
      } catch {
        await store.close()
        return .failure(error)
      }
    }
    switch result {
    case .success(let value): return value
    case .failure(let refusal): throw ExitCode.saying(refusal.description, refusal.status)
    }
  }
}

extension StrikeStore {
  /// The value of `work`; a store that fails ends the command with 1.
  func orRefuse<Value: Sendable>(_ work: () async throws(StoreError) -> Value) async throws(Refusal) -> Value {
    do throws(StoreError) {
      return try await work()
    } catch {
      throw Refusal(.runtimeFailure, "store \(name): \(error)")
    }
  }
}

extension Terminal {
  /// Writes a command's report to standard output; the command ends with 1 where that fails.
  static func report(_ text: String) throws {
    guard write(text.utf8, to: STDOUT_FILENO) else { throw ExitCode.saying("the report could not be written", .runtimeFailure) }
  }
}
