public import Redis

/// A store on Redis, for many sweeps at once.
///
/// Every key has a TTL at any moment, but these three: `{install}:schema` and `{install}:owner`, which say whose the prefix is, and
/// `{install}:pause`, whose pauses each end by themselves. It lives within its client's scope:
/// ```swift
/// try await withRedis(RedisConfiguration(host: host, port: port, password: password), on: loop) { client in
///   let store = try RedisStore(client: client, address: "\(host):\(port)", keyPrefix: prefix, access: .readWrite)
///   …
/// }
/// ```
public struct RedisStore: StrikeStore {
  /// `redis` and the address.
  public let name: String
  let client: RedisClient
  let keys: RedisKeys
  var access: StoreAccess

  /// A store on the Redis that `client` speaks to. Nothing is sent before ``open(as:)``.
  /// - Parameters:
  ///   - client: the connection, which `withRedis` gives and closes.
  ///   - address: `host:port`, for messages.
  ///   - keyPrefix: what all keys begin with, `[A-Za-z0-9_.:-]{1,64}`. A mode that must not touch the strikes of another has a prefix of its own.
  ///   - pausePrefix: another prefix whose pauses count here too; nil (default) means `keyPrefix` itself.
  ///   - access: a read-only store sends only commands that read.
  /// - Throws: ``StoreError`` of kind `configuration` for any other prefix.
  public init(
    client: RedisClient, address: String, keyPrefix: String = "ecs-agent-monitor", pausePrefix: String? = nil, access: StoreAccess
  ) throws(StoreError) {
    self.name = "redis \(address)"
    self.client = client
    self.keys = try RedisKeys(prefix: keyPrefix, pausePrefix: pausePrefix)
    self.access = access
  }

  /// Claims the prefix where nobody has, migrates an older layout, and refuses another owner and a newer layout.
  public func open(as owner: StoreOwner?) async throws(StoreError) {
    let reads = [RedisCommand("GET", keys.schema), RedisCommand("GET", keys.owner)]
    let replies: [RESPValue]
    if access == .readWrite {
      guard let owner else { throw StoreError(.owner, "\(name) can be opened for writing only by somebody") }
      let claims = [
        RedisCommand("SET", keys.schema, String(StoreLayout.version), "NX"), RedisCommand("SET", keys.owner, owner.redisText, "NX"),
      ]
      // NX: of two that claim at once one wins, and the GETs say which. A claim that is sent again after them would be made unseen.
      replies = try await sendTogether(claims + reads)
    } else {
      replies = try await send(reads)
    }
    for reply in replies.dropLast(2) { _ = try text(reply) }
    let schema = try text(replies[replies.count - 2])
    if let schema { try StoreLayout.check(Int(schema), in: place) }
    if let owner, let holder = try holder(replies[replies.count - 1]) { try owner.check(against: holder, in: place) }
    if access == .readWrite, let schema, schema != String(StoreLayout.version) {
      _ = try await run(LayoutScripts.migrate, keys: [keys.schema], arguments: [schema, String(StoreLayout.version)])
    }
  }

  /// Who owns the prefix.
  public func owner() async throws(StoreError) -> StoreOwner? {
    try holder(try await send([RedisCommand("GET", keys.owner)])[0])
  }

  private var place: String { "\(name), key prefix '\(keys.prefix)'" }

  private func holder(_ reply: RESPValue) throws(StoreError) -> StoreOwner? {
    guard let text = try text(reply) else { return nil }
    guard let holder = StoreOwner(redisText: text) else {
      throw StoreError(.schema, "\(place): key \(keys.owner) was not written by ecs-agent-monitor; use another key prefix")
    }
    return holder
  }

  /// Holds nothing open: the connection is the client's.
  public func close() async {}
}
