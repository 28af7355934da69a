internal import Network

extension RedisNode {
  /// Makes a connection and introduces itself: password, database, name. Asks for the slots, too, since it costs no further round trip.
  func open() async throws(RedisError) -> RawConnection {
    let connection: RawConnection
    do throws(NetworkError) {
      connection = try await loop.connect(
        host: address.host, port: address.port, tls: configuration.tls, timeout: configuration.connectTimeout)
    } catch {
      throw RedisError(error, connecting: true)
    }
    let password = configuration.password
    var (replies, auth) = try await introduce(on: connection)
    if auth == "WRONGPASS", password?.isRenewable == true {
      // It may have been changed, or expired, just now.
      (replies, auth) = try await introduce(on: connection)
    }
    if let auth { throw refusedPassword(auth) }
    let (database, name, slots) = (replies[0], replies[1], replies[2])
    // First, because its failure alone does not matter, but that of all commands does.
    if let code = name.errorCode, code == "NOAUTH" || code == "LOADING" || code == "MASTERDOWN" { throw refused(code) }
    if let code = database.errorCode { throw refusedDatabase(code, isCluster: slots.elements != nil) }
    greeted(slots, address)
    return connection
  }

  /// The command that authenticates; nil without a password.
  func authentication() async throws(RedisError) -> RedisCommand? {
    guard let password = configuration.password else { return nil }
    let secret = try await password.read()
    return RedisCommand(words: configuration.user.map { ["AUTH", $0, secret] } ?? ["AUTH", secret])
  }

  /// The replies for database, name and slots, and the code of a refused password.
  private func introduce(on connection: RawConnection) async throws(RedisError) -> (replies: [RESPValue], auth: String?) {
    let auth = try await authentication()
    let commands = [
      RedisCommand("SELECT", "\(configuration.database)"), RedisCommand("CLIENT", "SETNAME", configuration.clientName),
      RedisCommand("CLUSTER", "SLOTS"),
    ]
    // A server that has no SELECT, or a user who may not use it, is no trouble where it is not needed.
    let isDefault = configuration.database == 0
    let sent = (auth.map { [$0] } ?? []) + (isDefault ? Array(commands.dropFirst()) : commands)
    var replies = try await exchange(sent, on: connection)
    let refusal = auth == nil ? nil : replies.removeFirst().errorCode
    if isDefault { replies.insert(.status("OK"), at: 0) }
    return (replies, refusal)
  }

  private func exchange(_ commands: [RedisCommand], on connection: RawConnection) async throws(RedisError) -> [RESPValue] {
    let decoder = try RESPDecoder()
    var replies: [RESPValue] = []
    do throws(NetworkError) {
      try await connection.send(commands.flatMap(\.encoded), timeout: configuration.connectTimeout)
      while replies.count < commands.count {
        let bytes = try await connection.receive(timeout: configuration.connectTimeout)
        if bytes.isEmpty { throw NetworkError(.connectionLost, "\(address) closed the connection") }
        do throws(RedisError) {
          replies += try decoder.replies(completedBy: bytes)
        } catch {
          throw NetworkError(.connectionLost, "\(address): \(error.message)")
        }
        // Said unasked, to whoever is one too many.
        if case .error(let text) = replies.first, text.hasPrefix("ERR max number of clients") {
          throw NetworkError(.unavailable, "\(address) has no room for another client (maxclients)")
        }
      }
    } catch {
      throw error.code == .unavailable ? RedisError(.unavailable, "Redis at \(error.message)") : RedisError(error, connecting: true)
    }
    return replies
  }

  // Only the codes: a server that does not know AUTH repeats its arguments in the text.

  private func refusedPassword(_ code: String) -> RedisError {
    if code == "LOADING" { return refused(code) }
    return RedisError(.auth, "Redis at \(address) refused the user or password (\(code))")
  }

  private func refusedDatabase(_ code: String, isCluster: Bool) -> RedisError {
    let database = configuration.database
    if isCluster {
      return RedisError(
        .server(code), "Redis at \(address) is in cluster mode, where there is only database 0, and was asked for \(database)")
    }
    if code == "LOADING" { return refused(code) }
    return RedisError(.server(code), "Redis at \(address) refused database \(database) (\(code))")
  }

  private func refused(_ code: String) -> RedisError {
    if code == "NOAUTH" { return RedisError(.auth, "Redis at \(address) wants a password") }
    return RedisError(.unavailable, "Redis at \(address) does not serve yet (\(code))")
  }
}
