import Testing

@testable import AWSCore

@Suite("shared files")
struct SharedFileTests {
  static func files(_ config: String, credentials: String = "") throws -> SharedFiles {
    SharedFiles(
      config: try SharedFileParser.parse(config, name: "config"), credentials: try SharedFileParser.parse(credentials, name: "credentials"))
  }

  @Test("keys in any case, with = or :, comments on lines of their own, keys indented under their section")
  func grammar() throws {
    let files = try Self.files("\u{FEFF}# c\r\n[default]\r\n  ; c\r\n  Region: eu-west-1\r\n  role_arn = arn:aws:iam::1:role/x = y\r\n\r\n")
    let section = try #require(files.config["default"])
    #expect(section["region"] == "eu-west-1")
    #expect(section["role_arn"] == "arn:aws:iam::1:role/x = y")
    #expect(section.value("region")?.place == "config:4")
  }

  @Test("a comment behind a blank ends a value, but not that of credential_process")
  func inlineComments() throws {
    let files = try Self.files(
      "[default]\nregion = a-b-1 # home\nsso_start_url = https://x/#/start\ncredential_process = /bin/x '# y' ; z\n")
    #expect(files.config["default"]?["region"] == "a-b-1")
    #expect(files.config["default"]?["sso_start_url"] == "https://x/#/start")
    #expect(files.config["default"]?["credential_process"] == "/bin/x '# y' ; z")
  }

  @Test("a deeper line goes on with the value; one below an empty value is a block")
  func continuations() throws {
    let files = try Self.files(
      """
      [services local]
      ecs =
        endpoint_url = http://localhost:1 ; here
        # nothing
        Other=2
      auto_scaling =
          endpoint_url=http://localhost:2
      [profile x]
      a = 1
       2
      services = local
      """)
    let services = try #require(files.services["local"])
    #expect(services.entries["ecs"]?.block == ["endpoint_url": "http://localhost:1", "other": "2"])
    #expect(services.entries["auto_scaling"]?.block == ["endpoint_url": "http://localhost:2"])
    #expect(files.config["x"]?["a"] == "1\n2")
    #expect(files.config["x"]?["services"] == "local")
  }

  @Test("section names are split as a shell would; what is no section of ours is passed over")
  func names() throws {
    let files = try Self.files(
      """
      [profile "a b"]
      [profile  dev ]
      [profile a b]
      [profile 'open]
      [plugins]
      x = 1
      [sso-session "my org"]
      [ default ]
      """)
    #expect(Set(files.config.keys) == ["a b", "dev", "default"])
    #expect(Set(files.ssoSessions.keys) == ["my org"])
  }

  @Test("a section or key that comes twice is merged, the later value counts; of [default] and [profile default] the later one")
  func duplicates() throws {
    let merged = try Self.files("[profile x]\na = 1\nb = 1\n[profile x]\nb = 2\nb = 3\n")
    #expect(merged.config["x"]?["a"] == "1")
    #expect(merged.config["x"]?["b"] == "3")
    #expect(try Self.files("[profile default]\na = 1\n[default]\na = 2\n").config["default"]?["a"] == "2")
    #expect(try Self.files("[default]\na = 2\n[profile default]\na = 1\n").config["default"]?["a"] == "1")
  }

  @Test("the credentials file wins, and its sections have bare names")
  func merging() throws {
    let files = try Self.files(
      "[profile x]\nregion = r\naws_access_key_id = config\n", credentials: "[x]\naws_access_key_id = credentials\n[profile y]\na = 1\n")
    #expect(files.profiles["x"]?["aws_access_key_id"] == "credentials")
    #expect(files.profiles["x"]?["region"] == "r")
    #expect(files.config["x"]?["aws_access_key_id"] == "config")
    #expect(files.profiles["y"] == nil)
  }

  @Test(
    "what cannot be read names file and line, and quotes nothing",
    arguments: [
      ("key = SECRET\n", "config:1: found a line before the first [section]"),
      ("[default]\nSECRET\n", "config:2: found neither \"key = value\" nor a [section] nor a comment"),
      ("[default]\n= SECRET\n", "config:2: found neither \"key = value\" nor a [section] nor a comment"),
      ("\n[default\n", "config:2: found a section without its closing bracket"), ("[ ]\n", "config:1: found a section without a name"),
      ("[default]\ns3 =\n  SECRET\n", "config:2: found a key whose block of indented lines is not all \"key = value\""),
    ])
  func broken(text: String, message: String) async {
    let error = await awsError { try SharedFileParser.parse(text, name: "config") }
    #expect(error?.kind == .configuration)
    #expect(error?.message == message)
  }

  @Test("nothing that holds a file shows its values")
  func secretsStayHidden() throws {
    let files = try Self.files("[default]\naws_secret_access_key = \(TestClient.secret)\n")
    let settings = try AWSSettings(environment: Environment(), profile: nil, home: nil, files: files)
    var text = "\(settings) \(files) \(String(reflecting: files)) \(String(describing: settings.setting(nil, "aws_secret_access_key")))"
    dump(files.config, to: &text)
    dump(settings.profile, to: &text)
    dump(settings.setting(nil, "aws_secret_access_key"), to: &text)
    #expect(text.contains("aws_secret_access_key"))
    #expect(!text.contains(TestClient.secret))
  }
}

@Suite("shell words")
struct ShellWordsTests {
  /// The expected words are Python's: `shlex.split(text)`.
  @Test(
    "are Python's",
    arguments: [
      ("", []), ("  a  b\tc\nd ", ["a", "b", "c", "d"]), ("a 'b c' \"d e\"", ["a", "b c", "d e"]), ("'' \"\"", ["", ""]),
      ("a\\ b", ["a b"]), ("'a\\b'", ["a\\b"]), ("\"a\\b\\\"\\\\\"", ["a\\b\"\\"]), ("a'b'c", ["abc"]),
      ("$HOME *.x | y; # z", ["$HOME", "*.x", "|", "y;", "#", "z"]),
    ])
  func split(text: String, words: [String]) throws {
    #expect(try ShellWords.split(text) == words)
  }

  @Test("an open quote or escape is an error", arguments: ["a 'b", "a \"b", "a \\"])
  func open(text: String) {
    #expect(throws: ShellWords.Problem.self) { try ShellWords.split(text) }
  }
}
