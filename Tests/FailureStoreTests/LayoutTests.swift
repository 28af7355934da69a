import AgentHealth
import Foundation
import Redis
import Testing

@testable import FailureStore

@Suite("A layout of version 1 is migrated, with all that it holds")
struct LayoutTests {
  @Test("in Redis: a plan reads it as it is, a sweep goes on with its strikes, and a newer version stands there afterwards")
  func redis() async throws {
    try await StoreServer.with { server in
      let bench = server.bench()
      let prefix = "ecs-agent-monitor:{111122223333:eu-west-1:production}"
      for (key, value) in [
        ("ecs-agent-monitor:{install}:schema", "1"), ("ecs-agent-monitor:{install}:owner", "111122223333/default"),
        ("\(prefix):swept", "s1 1699999400000"), ("\(prefix):strikes:a", "1"), ("\(prefix):seen:a", "s1"),
        ("\(prefix):since:a", "1699999400000 1 7 - -"),
      ] { try await server.send("SET", key, value) }
      try await server.send("SADD", "\(prefix):struck", "a")
      try await bench.open(.readOnly) { store async throws in #expect(try await bench.memory(on: store).records["a"]?.count == 1) }
      #expect(try await server.send("GET", "ecs-agent-monitor:{install}:schema").string == "1")

      try await bench.open { store async throws in
        #expect(try await server.send("GET", "ecs-agent-monitor:{install}:schema").string == "2")
        #expect(try await store.pauses() == Pauses())
        #expect(try await bench.sweep("s2", disconnected: ["a"], on: store) == .counted(unknown: []))
        #expect(try await bench.memory(on: store).records["a"]?.count == 2)
        #expect(try await store.targets().keys.sorted() == [production])
      }
    }
  }

  @Test("in a file: a plan reads it as it is, a sweep goes on with its strikes, and a newer version stands there afterwards")
  func file() async throws {
    try await FileStoreTests.with { bench, path, _ in
      try Data(FileStoreFaultTests.valid.utf8).write(to: URL(fileURLWithPath: path))
      try await bench.open(.readOnly) { store async throws in #expect(try await bench.memory(on: store).records["a"]?.count == 2) }
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(FileStoreFaultTests.valid.utf8))
      try await bench.open { store async throws in
        #expect(try await bench.memory(on: store).records["a"]?.count == 2)
        #expect(try await store.pauses() == Pauses())
        #expect(try String(contentsOfFile: path, encoding: .utf8).contains("\"schema\": 2"))
      }
    }
  }

  @Test("a pause in Redis that cannot be read is said to be one, and can be ended")
  func unreadablePause() async throws {
    try await StoreServer.with { server in
      let bench = server.bench()
      let good = Pause(scope: PauseScope(), reason: "why", by: "who", since: bench.clock.now, until: bench.clock.now + .seconds(60))
      let key = "ecs-agent-monitor:{install}:pause"
      try await bench.open { store async throws in
        try await store.pause(good)
        for (field, value) in [("cluster web", "{}"), ("cluster web", "x"), ("cluster batch", StoredPause(good).json)] {
          try await server.send("HSET", key, field, value)
          let pauses = try await store.pauses()
          #expect(pauses.list == [good])
          #expect(pauses.unreadable?.contains(field) == true)
          try await server.send("HDEL", key, field)
        }
        let newer = StoredPause(good).json.replacingOccurrences(of: "\"reason\"", with: "\"zone\":\"z1\",\"reason\"")
        try await server.send("HSET", key, "everything", newer)
        #expect(try await store.pauses().unreadable != nil, "what it does not know may be what matters")
        try await server.send("SET", key, "x")
        #expect(try await store.pauses().unreadable != nil)
        try await store.resumeAll()
        #expect(try await store.pauses() == Pauses())
      }
    }
  }

  @Test("a hold that cannot be read is not taken for none, a tally that cannot be read is no witness")
  func damaged() async throws {
    try await StoreServer.with { server in
      try await server.bench().open { store async throws in
        try await server.send("SET", "ecs-agent-monitor:{brake:r}:held:zone", "yesterday")
        await #expect(throws: StoreError.self) { _ = try await store.holds(["zone"], region: "r") }
        try await server.send("HSET", "ecs-agent-monitor:{brake:r}:tallies", "1 zone", "many")
        #expect(try await store.tallies(region: "r") == [])
        try await server.send("SET", "ecs-agent-monitor:{budget}:open", "x")
        await #expect(throws: StoreError.self) { _ = try await store.claimBudget([BudgetContractTests.claim(1)], sweepID: "s1") }
      }
    }
  }
}
