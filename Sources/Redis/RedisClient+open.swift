internal import Network

extension RedisClient {
  /// Makes a connection and introduces itself: password, database, name.
  func open() async throws(RedisError) -> RawConnection {
    let connection: RawConnection
    do throws(NetworkError) {
      connection = try await loop.connect(
        host: configuration.host, port: configuration.port, tls: configuration.tls, timeout: configuration.connectTimeout)
    } catch {
      throw RedisError(error, connecting: true)
    }
    var commands: [(command: RedisCommand, check: (String) throws(RedisError) -> Void)] = []
    if let password = configuration.password {
      let words = configuration.user.map { ["AUTH", $0, password] } ?? ["AUTH", password]
      commands.append((RedisCommand(words: words), refusedPassword))
    }
    if configuration.database != 0 {
      commands.append((RedisCommand("SELECT", "\(configuration.database)"), refusedDatabase))
    }
    // Last, because its failure does not matter, but that of all commands without a password does.
    commands.append((RedisCommand("CLIENT", "SETNAME", configuration.clientName), refusedName))
    let replies = try await exchange(commands.map(\.command), on: connection)
    for (command, reply) in zip(commands, replies) {
      if let code = reply.errorCode { try command.check(code) }
    }
    return connection
  }

  private func exchange(_ commands: [RedisCommand], on connection: RawConnection) async throws(RedisError) -> [RESPValue] {
    let decoder = try RESPDecoder()
    var replies: [RESPValue] = []
    do throws(NetworkError) {
      try await connection.send(commands.flatMap(\.encoded), timeout: configuration.connectTimeout)
      while replies.count < commands.count {
        let bytes = try await connection.receive(timeout: configuration.connectTimeout)
        if bytes.isEmpty { throw NetworkError(.connectionLost, "\(configuration.host):\(configuration.port) closed the connection") }
        do throws(RedisError) {
          replies += try decoder.replies(completedBy: bytes)
        } catch {
          throw NetworkError(.connectionLost, "\(configuration.host):\(configuration.port): \(error.message)")
        }
      }
    } catch {
      throw RedisError(error, connecting: true)
    }
    return replies
  }

  // Only the codes: a server that does not know AUTH repeats its arguments in the text.

  private func refusedPassword(_ code: String) throws(RedisError) {
    throw RedisError(.auth, "Redis at \(configuration.host):\(configuration.port) refused the user or password (\(code))")
  }

  private func refusedDatabase(_ code: String) throws(RedisError) {
    try refusedName(code)
    throw RedisError(
      .server(code), "Redis at \(configuration.host):\(configuration.port) refused database \(configuration.database) (\(code))")
  }

  private func refusedName(_ code: String) throws(RedisError) {
    if code == "NOAUTH" { throw RedisError(.auth, "Redis at \(configuration.host):\(configuration.port) wants a password") }
  }
}
