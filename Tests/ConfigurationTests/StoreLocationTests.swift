import Configuration
import Testing

@Suite("Where strikes are kept")
struct StoreLocationTests {
  static let good: [(String, StoreLocation)] = [
    ("file:.state/strikes.json", .file(path: "folder/.state/strikes.json")),
    ("file:/var/lib/strikes.json", .file(path: "/var/lib/strikes.json")),
    ("file:///var/lib/strikes.json", .file(path: "/var/lib/strikes.json")),
    ("file:with spaces and ü", .file(path: "folder/with spaces and ü")),
    ("redis://cache.example.com:6380/7", .redis(RedisLocation(host: "cache.example.com", port: 6380, database: 7))),
    ("redis://cache", .redis(RedisLocation(host: "cache"))),
    ("redis://cache/", .redis(RedisLocation(host: "cache"))),
    ("redis://[::1]:6380", .redis(RedisLocation(host: "::1", port: 6380))),
    ("rediss://cache.example.com/1", .redis(RedisLocation(host: "cache.example.com", database: 1, tls: .init()))),
    ("memory:", .memory),
  ]

  @Test("locations are read, and what they print as is read as the same", arguments: good)
  func goodLocation(text: String, location: StoreLocation) throws {
    #expect(try StoreLocation(text: text, relativeTo: "folder") == location)
    #expect(try StoreLocation(text: location.description, relativeTo: "") == location)
  }

  @Test(
    "what is no location is refused",
    arguments: [
      "", "strikes.json", "file:", "file://host/x", "file:folder/", "redis:", "redis://", "redis://:6379", "redis://cache:0",
      "redis://cache:65536",
      "redis://cache:x", "redis://cache/x", "redis://cache/-1", "redis://cache/0/1", "redis://ca che", "redis://[::1", "redis://::1",
      "memory:x",
      "rediss:", "rediss://", "redisss://cache", "http://cache", "redis://cache:+6379", "redis://cache:6379?db=1",
    ])
  func bad(text: String) {
    #expect(throws: StoreLocation.InvalidText.self) { try StoreLocation(text: text, relativeTo: "") }
  }

  @Test(
    "a password is refused in a location, and never shown",
    arguments: [
      "redis://:hunter2@cache/0", "redis://default:hunter2@cache", "redis://hunter2@cache", "rediss://:hunter2@cache",
      "redis://:hunter2@:bad:/x",
      "redis://u:hunter2%zz@c",
    ])
  func password(text: String) {
    do {
      _ = try StoreLocation(text: text, relativeTo: "")
      Issue.record("accepted")
    } catch {
      #expect(!error.description.contains("hunter2"))
    }
  }

  @Test("a URL from the environment may hold user and password, and prints as neither")
  func redisURL() throws {
    let url = try RedisURL("redis://mon%40itor:hun%3Ater@2%20@cache:6380/3")
    #expect(url.user == "mon@itor")
    #expect(url.password == "hun:ter@2 ")
    #expect(url.host == "cache" && url.port == 6380 && url.database == 3)
    var dumped = ""
    dump(url, to: &dumped)
    for text in ["\(url)", String(reflecting: url), dumped] {
      #expect(text.contains("redis://cache:6380/3") && !text.contains("hun") && !text.contains("mon"))
    }
    #expect(try RedisURL("redis://:p@cache").user == nil)
    #expect(try RedisURL("redis://u@cache").password == nil)
    #expect(try RedisURL("rediss://:p@cache").isTLS && !RedisURL("redis://cache").isTLS)
    #expect(throws: StoreLocation.InvalidText.self) { try RedisURL("https://cache") }
  }
}
