import Configuration
import Testing

@Suite("A Redis as the store")
struct RedisStoreTests {
  private static func store(_ text: String) throws -> StoreLocation? {
    try SweepConfiguration.read(
      [UInt8](#"{"store":\#(text),"accounts":[{"regions":["us-east-1"]}]}"#.utf8), file: "/etc/monitor/clusters.json"
    ).store
  }

  @Test("an object with the URL alone is the text")
  func urlAlone() throws {
    let object = try Self.store(#"{"url":"redis://cache:6380/2"}"#)
    let text = try Self.store(#""redis://cache:6380/2""#)
    #expect(object == text && object == .redis(RedisLocation(host: "cache", port: 6380, database: 2)))
  }

  @Test("files are relative to the configuration")
  func files() throws {
    let store = try Self.store(
      """
      {"url":"rediss://cache","ca_file":"tls/ca.pem","client_certificate":"/run/me.pem","client_key":"me.key",
       "auth":{"user":"sweeper","password_file":"secret"}}
      """)
    let tls = RedisLocation.TLSFiles(
      caFile: "/etc/monitor/tls/ca.pem", certificateFile: "/run/me.pem", keyFile: "/etc/monitor/me.key")
    #expect(store == .redis(RedisLocation(host: "cache", tls: tls, login: .password(user: "sweeper", file: "/etc/monitor/secret"))))
  }

  @Test("a user that logs in with IAM")
  func iam() throws {
    let short = try Self.store(#"{"url":"rediss://cache","auth":{"iam":{"user":"sweeper","cache":"my-cache"}}}"#)
    #expect(short == .redis(RedisLocation(host: "cache", tls: .init(), login: .iam(.init(user: "sweeper", cache: "my-cache")))))
    let long = try Self.store(
      #"{"url":"rediss://cache","auth":{"iam":{"user":"sweeper","cache":"my-cache","serverless":true,"region":"eu-west-1"}}}"#)
    let iam = RedisLocation.IAM(user: "sweeper", cache: "my-cache", isServerless: true, region: "eu-west-1")
    #expect(long == .redis(RedisLocation(host: "cache", tls: .init(), login: .iam(iam))))
  }

  static let wrong: [(String, [String])] = [
    (#"{}"#, ["1:10: found a store without \"url\", expected \"rediss://HOST:PORT/DATABASE\""]),
    (#"{"uri":"redis://c"}"#, ["1:11: found the unknown key \"uri\", expected \"url\""]),
    (#"{"url":7}"#, ["1:17: found 7, expected \"rediss://HOST:PORT/DATABASE\""]),
    (
      #"{"url":"file:x"}"#,
      ["1:17: found \"file:x\", expected \"rediss://HOST:PORT/DATABASE\" (a store in a file is a text, not an object)"]
    ),
    (
      #"{"url":"rediss://u:hunter2@c"}"#,
      ["1:17: found a user or a password in the store, expected only HOST, PORT and DATABASE"]
    ),
    (
      #"{"url":"redis://c","ca_file":"x"}"#,
      ["1:39: found \"ca_file\" for a store without TLS, expected a \"url\" that begins with \"rediss://\""]
    ),
    (
      #"{"url":"rediss://c","client_key":"x"}"#,
      ["1:43: found a key without \"client_certificate\", expected the certificate that it belongs to"]
    ),
    (
      #"{"url":"redis://c","auth":{"iam":{"user":"u","cache":"c"}}}"#,
      ["1:36: found IAM for a store without TLS, expected a \"url\" that begins with \"rediss://\""]
    ),
    (#"{"url":"rediss://c","auth":{}}"#, ["1:37: found an object, expected an object with \"user\", \"password_file\" or \"iam\""]),
    (#"{"url":"rediss://c","auth":{"user":"a b"}}"#, ["1:45: found \"a b\", expected a user's name without blanks"]),
    (
      #"{"url":"rediss://c","auth":{"password":"hunter2"}}"#,
      ["1:38: found the unknown key \"password\", expected \"password_file\""]
    ),
    (
      #"{"url":"rediss://c","auth":{"user":"x","iam":{"user":"u","cache":"c.cache.amazonaws.com"}}}"#,
      [
        "1:45: found \"user\" beside \"iam\", expected only one of them",
        "1:75: found \"c.cache.amazonaws.com\", expected a cache's name of A-Z a-z 0-9 -, not its host",
      ]
    ),
    (
      #"{"url":"rediss://c","auth":{"iam":{"serverless":"yes","region":"us"}}}"#,
      [
        "1:44: found no \"user\", expected \"user\" and \"cache\"", "1:44: found no \"cache\", expected \"user\" and \"cache\"",
        "1:58: found \"yes\", expected true or false", "1:73: found \"us\", expected a Region such as \"us-east-1\"",
      ]
    ),
  ]

  @Test("what is wrong is told with its place, and no secret is repeated", arguments: wrong)
  func wrongStore(text: String, lines: [String]) {
    let found = refusal(#"{"store":\#(text),"accounts":[{"regions":["us-east-1"]}]}"#)
    #expect(found == lines.map { "clusters.json:\($0)" })
    #expect(!found.joined().contains("hunter2"))
  }
}
