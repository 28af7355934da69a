public import AgentHealth
import Redis

extension RedisStore {
  /// Reads layout and owner, writes and removes a key of its own that would expire anyway, and asks what happens when memory is full.
  public func checkup(as owner: StoreOwner) async -> [Finding] {
    var reader = self
    reader.access = .readOnly
    do throws(StoreError) {
      try await reader.open(as: owner)
    } catch {
      return [error.finding]
    }
    var findings = [Finding(.ok, "store", detail: "\(name): reached, and nobody else's")]
    do throws(StoreError) {
      let key = keys.checkup
      for reply in try await send([
        RedisCommand("SET", key, "", "PX", "10000"), RedisCommand("DEL", key), RedisCommand("EVAL", "return 1", "0"),
      ]) {
        if case .error = reply { throw unexpected(reply) }
      }
      findings.append(Finding(.ok, "store write", detail: "\(name): written, removed, and a script run"))
    } catch {
      findings.append(
        Finding(
          .failed, "store write", detail: error.message, advice: "let the user write and run scripts, and name the primary",
          consequence: .runtimeFailure))
    }
    findings.append(await eviction())
    return findings
  }

  /// INFO and not CONFIG GET, which managed Redis refuses.
  private func eviction() async -> Finding {
    let check = "store eviction"
    do throws(StoreError) {
      let info = try text(try await send([RedisCommand("INFO", "memory")])[0]) ?? ""
      let field = "maxmemory_policy:"
      guard let line = info.split(whereSeparator: \.isNewline).first(where: { $0.hasPrefix(field) }) else {
        return Finding(.untested, check, detail: "\(name): INFO does not say maxmemory_policy")
      }
      let policy = line.dropFirst(field.count)
      // Every key but layout version and owner has a TTL. Of those that have, any may be lost: then strikes are, never an instance.
      if policy == "noeviction" || policy.hasPrefix("volatile-") { return Finding(.ok, check, detail: "maxmemory-policy is \(policy)") }
      return Finding(
        .failed, check, detail: "maxmemory-policy is \(policy): when memory is full, keys that must stay may go, the owner among them",
        advice: "set maxmemory-policy to noeviction or volatile-lru", consequence: .runtimeFailure)
    } catch {
      return Finding(.untested, check, detail: error.message, advice: "see to it that maxmemory-policy is noeviction or volatile-lru")
    }
  }
}
