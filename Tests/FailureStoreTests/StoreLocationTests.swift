import FailureStore
import Testing

@Suite("Store locations")
struct StoreLocationTests {
  @Test(
    "a location is read from its text",
    arguments: [
      ("file:.state/strikes.json", StoreLocation.file(path: ".state/strikes.json")),
      ("file:/var/lib/strikes.json", .file(path: "/var/lib/strikes.json")),
      ("redis://cache.example.com", .redis(host: "cache.example.com", port: 6379, database: 0, user: nil)),
      ("redis://cache.example.com/", .redis(host: "cache.example.com", port: 6379, database: 0, user: nil)),
      ("redis://127.0.0.1:7000/3", .redis(host: "127.0.0.1", port: 7000, database: 3, user: nil)),
      ("redis://monitor@cache:6380/0", .redis(host: "cache", port: 6380, database: 0, user: "monitor")),
      ("redis://[::1]:6380", .redis(host: "::1", port: 6380, database: 0, user: nil)),
    ])
  func reads(text: String, location: StoreLocation) throws {
    #expect(try StoreLocation(text: text) == location)
    #expect(try StoreLocation(text: location.description) == location)
  }

  @Test(
    "a password in the address is refused by the name of the variable, and never repeated",
    arguments: [
      "redis://:hunter2@cache", "redis://user:hunter2@cache:6379/0", "redis://user:hunt/hunter2@cache", "redis://a@hunter2@cache",
    ])
  func password(text: String) throws {
    let error = #expect(throws: StoreError.self) { try StoreLocation(text: text) }
    #expect(error?.kind == .configuration)
    #expect(error?.message.contains("ECS_AGENT_MONITOR_REDIS_PASSWORD") == true)
    #expect(error?.message.contains("hunter2") == false)
  }

  @Test(
    "what names no store is refused, without a secret in the message",
    arguments: [
      "", "file:", "file:state/", "strikes.json", "redis://", "redis://:6379", "redis://cache:", "redis://cache:0", "redis://cache:65536",
      "redis://cache:hunter2", "redis://cache/hunter2", "redis://cache/0?password=hunter2", "redis://hunter 2", "redis://::1",
      "rediss://cache:hunter2", "http://hunter2", "redis://cache:٣",
    ])
  func refuses(text: String) {
    let error = #expect(throws: StoreError.self) { try StoreLocation(text: text) }
    #expect(error?.kind == .configuration)
    #expect(error?.message.contains("expected file:PATH or redis://") == true || error?.message.contains("expected redis://") == true)
    #expect(error?.message.contains("hunter2") == false)
  }

  @Test("a relative file is taken from the folder of what names it")
  func relative() {
    #expect(StoreLocation.file(path: ".state/s.json").relative(to: "deploy") == .file(path: "deploy/.state/s.json"))
    #expect(StoreLocation.file(path: "/s.json").relative(to: "deploy") == .file(path: "/s.json"))
    #expect(StoreLocation.file(path: "s.json").relative(to: "") == .file(path: "s.json"))
    #expect(StoreLocation.memory.relative(to: "deploy") == .memory)
  }
}
