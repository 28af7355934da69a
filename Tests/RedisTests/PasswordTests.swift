import Foundation
import Network
import Redis
import TestSupport
import Testing

@Suite("Passwords for Redis")
struct PasswordTests {
  private static func ping(_ port: Int, _ password: RedisPassword?) async throws -> RedisError? {
    try await withClient(port) {
      $0.password = password
    } _: { client in
      await redisError { () throws(RedisError) in try await client.pipeline([RedisCommand("PING")]) }
    }
  }

  @Test("a file's password is read for each connection, so that it can be rotated, and a line's end is no part of it")
  func file() async throws {
    try await RedisServer.with(["--requirepass", "first secret"]) { server in
      try await withTemporaryFolder { folder in
        let file = folder.appendingPathComponent("password")
        try Data("first secret\n".utf8).write(to: file)
        try await withClient(server.port) {
          $0.password = .file(file.path)
        } _: { client in
          _ = try await client.pipeline([RedisCommand("CONFIG", "SET", "requirepass", "second secret")])
          try Data("second secret\r\n".utf8).write(to: file)
          _ = await redisError { () throws(RedisError) in
            try await client.pipeline([RedisCommand("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no")])
          }
          // The server answers before it closes, so a command may still meet the old connection.
          let isBack = try await eventually {
            await redisError { () throws(RedisError) in try await client.pipeline([RedisCommand("PING")]) } == nil
          }
          #expect(isBack)
        }
        try Data("second secret\n\n".utf8).write(to: file)
        #expect(try await Self.ping(server.port, .file(file.path))?.code == .auth, "only one line's end is cut off")
      }
    }
  }

  @Test("a file that holds no password is named, and what it holds is not")
  func wrongFile() async throws {
    try await RedisServer.with { server in
      try await withTemporaryFolder { folder in
        let file = folder.appendingPathComponent("password").path
        for content in [nil, Data(), Data("\n".utf8), Data([0xC3, 0x28]), Data(repeating: 115, count: 5000)] as [Data?] {
          if let content { try content.write(to: URL(fileURLWithPath: file)) }
          let error = try await Self.ping(server.port, .file(file))
          #expect(error?.code == .auth && error?.message.contains(file) == true && error?.message.contains("sss") == false)
        }
        #expect(try await Self.ping(server.port, .file(folder.path))?.code == .auth)
      }
    }
  }

  @Test("a password that is refused is asked for once more, and no further", arguments: [1, 2, 3])
  func askedAgain(rightAt: Int) async throws {
    try await RedisServer.with(["--requirepass", "right"]) { server in
      let asked = Lock(0)
      let password = RedisPassword(source: "a test", lifetime: nil) { () throws(RedisError) in
        asked.withLock { $0 += 1 }
        return asked.withLock { $0 } >= rightAt ? "right" : "wrong"
      }
      let error = try await Self.ping(server.port, password)
      #expect((error == nil) == (rightAt <= 2) && (error == nil || error?.code == .auth))
      #expect(asked.withLock { $0 } == min(rightAt, 2))
    }
  }

  @Test("one that cannot be had is an error before anything is sent")
  func noPassword() async throws {
    try await RedisServer.with(["--requirepass", "right"]) { server in
      let error = try await Self.ping(
        server.port, RedisPassword(source: "a test", lifetime: nil) { () throws(RedisError) in throw RedisError(.auth, "no credentials") })
      #expect(error == RedisError(.auth, "no credentials"))
    }
  }

  @Test("a connection that grows old authenticates anew, with a new password, and goes on")
  func renewal() async throws {
    try await RedisServer.with(["--user", "sweeper", "on", ">token-1", "~*", "+@all"]) { server in
      let (now, made) = (Lock(Duration.zero), Lock(0))
      try await withClient(server.port) {
        $0.user = "sweeper"
        $0.monotonic = { now.withLock { $0 } }
        $0.password = RedisPassword(source: "a test", lifetime: .seconds(11 * 3600)) { () throws(RedisError) in
          "token-\(made.withLock { made in made += 1; return made })"
        }
      } _: { client in
        for number in 1...3 {
          let reply = try await client.transaction([RedisCommand("INCR", "n")])
          #expect(reply == .applied([.integer(number)]))
          _ = try await client.pipeline([RedisCommand("ACL", "SETUSER", "sweeper", ">token-\(number + 1)")])
          #expect(made.withLock { $0 } == number)
          now.withLock { $0 += .seconds(11 * 3600) }
        }
      }
      let stats = try await server.cli("INFO", "commandstats").split(whereSeparator: \.isNewline)
      #expect(stats.contains { $0.hasPrefix("cmdstat_auth:calls=3,") && $0.contains("failed_calls=0") }, "\(stats)")
      #expect(try await server.cli("INFO", "stats").contains("total_connections_received:3"), "one, and two of redis-cli")
    }
  }

  @Test("a password prints as where it comes from")
  func printing() {
    var dumped = ""
    for password in [RedisPassword.text("hunter2"), .file("/run/secret"), "hunter2"] {
      dump(password, to: &dumped)
      dumped += "\(password)\(String(reflecting: password))"
    }
    #expect(!dumped.contains("hunter2") && dumped.contains("/run/secret"))
  }
}
