import Network
import Redis
import TestSupport
import Testing

@Suite("Opening a Redis connection")
struct ConnectionTests {
  private static func ping(_ port: Int, _ change: @escaping (inout RedisConfiguration) -> Void) async throws -> RedisError? {
    try await withClient(port, change: change) { client in
      await redisError { () throws(RedisError) in try await client.pipeline([RedisCommand("PING")]) }
    }
  }

  @Test("the right password opens, a wrong one or none is an authentication error that does not show it")
  func password() async throws {
    try await RedisServer.with(["--requirepass", "right-secret", "--user", "sweeper", "on", ">other-secret", "~*", "+@all"]) { server in
      #expect(try await Self.ping(server.port) { $0.password = "right-secret" } == nil)
      #expect(
        try await Self.ping(server.port) {
          $0.user = "sweeper"
          $0.password = "other-secret"
        } == nil)
      for (user, password) in [(nil, "wrong-secret"), ("sweeper", "right-secret"), ("nobody", "other-secret"), (nil, nil)]
        as [(String?, String?)]
      {
        let error = try await Self.ping(server.port) {
          $0.user = user
          $0.password = password.map { .text($0) }
        }
        #expect(error?.code == .auth && error?.wasSent == false)
        #expect(error?.message.contains("secret") == false)
      }
    }
  }

  @Test("a server that repeats the arguments of AUTH in its error does not bring the password into ours")
  func echoedPassword() async throws {
    try await withLoopbackListener { socket in
      if socket.read() != nil {
        socket.write(Array("-ERR unknown command `AUTH`, with args beginning with: `secret`, \r\n-NOAUTH\r\n-NOAUTH\r\n".utf8))
      }
      socket.drain()
    } during: { listener in
      let error = try await Self.ping(listener.port) { $0.password = "secret" }
      #expect(error?.code == .auth)
      #expect(error?.message.contains("secret") == false)
    }
  }

  @Test("a configuration prints without its password")
  func description() {
    let configuration = RedisConfiguration(host: "cache", password: "secret")
    var dumped = ""
    dump(configuration, to: &dumped)
    #expect(!"\(configuration)\(String(reflecting: configuration))\(dumped)".contains("secret"))
    #expect("\(configuration)".contains("cache:6379"))
  }

  @Test("the database and the client's name are set, and a database that does not exist is an error")
  func database() async throws {
    try await RedisServer.with { server in
      let list = try await withClient(server.port) {
        $0.database = 3
        $0.clientName = "sweep-1"
      } _: { client in
        try await client.pipeline([RedisCommand("SET", "k", "v"), RedisCommand("CLIENT", "LIST")]).last?.string
      }
      #expect(list?.contains(" name=sweep-1 ") == true && list?.contains(" db=3 ") == true)
      #expect(try await server.cli("-n", "3", "GET", "k") == "v\n")
      #expect(try await Self.ping(server.port) { $0.database = 99 }?.code == .server("ERR"))
    }
  }

  @Test("nobody listening: more attempts, each after a longer wait of a random length, then the error, with nothing sent")
  func refused() async throws {
    let port = try Loopback.freePort()
    let waits = Lock<[Duration]>([])
    let error = try await Self.ping(port) {
      $0.reconnectDelay = .milliseconds(800)
      $0.connectAttempts = 5
      $0.random = { 0.5 }
      $0.sleep = { duration in waits.withLock { $0.append(duration) } }
    }
    #expect(error?.code == .connect && error?.wasSent == false)
    #expect(error?.message.contains("127.0.0.1:\(port)") == true && error?.message.contains("http") == false)
    #expect(waits.withLock { $0 } == [.milliseconds(600), .milliseconds(1200), .milliseconds(1500), .milliseconds(1500)])
  }

  @Test("what was not sent survives one connection that closes at once")
  func secondAttempt() async throws {
    try await withLoopbackListener { socket in
      if socket.number == 1 { return }
      if socket.read() != nil { socket.write(Array(plainGreeting.utf8)) }
      while socket.read() != nil { socket.write(Array("+OK\r\n".utf8)) }
    } during: { listener in
      let error = try await Self.ping(listener.port) { _ in }
      #expect(error == nil)
      #expect(listener.accepted == 2)
    }
  }

  @Test("a connection that the server closes while it is idle is replaced without anybody noticing")
  func closedWhileIdle() async throws {
    try await RedisServer.with { server in
      try await withClient(server.port) { client in
        for number in 1...5 {
          let reply = try await client.transaction([RedisCommand("INCR", "n")])
          #expect(reply == .applied([.integer(number)]))
          _ = try await server.cli("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
          let clients = { try await server.cli("CLIENT", "LIST").contains("name=ecs-agent-monitor") }
          #expect(try await eventually { try await !clients() })
        }
      }
    }
  }
}
