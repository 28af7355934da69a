extension Interpreter {
  /// The key `store`: a text, or an object with the URL of a Redis and what else its connection needs.
  mutating func location(_ node: DocumentNode) -> StoreLocation? {
    if case .object = node.content { return redis(node).map { .redis($0) } }
    return location(text: node, expected: "\"file:PATH\" or \"redis://HOST:PORT/DATABASE\"")
  }

  private mutating func location(text node: DocumentNode, expected: String) -> StoreLocation? {
    guard let text = text(node, expected: expected, { _ in true }) else { return nil }
    do {
      return try StoreLocation(text: text, relativeTo: folder)
    } catch {
      problems.append(Problem(offset: node.offset, found: error.found, expected: error.expected))
      return nil
    }
  }

  private mutating func redis(_ node: DocumentNode) -> RedisLocation? {
    let keys = ["url", "auth", "ca_file", "client_certificate", "client_key"]
    guard let members = members(node, keys, expected: "a store") else { return nil }
    guard let url = members["url"] else {
      refuseMissing("url", of: node, found: "a store without \"url\"", expected: "\"rediss://HOST:PORT/DATABASE\"")
      return nil
    }
    guard let read = location(text: url, expected: "\"rediss://HOST:PORT/DATABASE\"") else { return nil }
    guard case .redis(var location) = read else {
      refuse(url, expected: "\"rediss://HOST:PORT/DATABASE\" (a store in a file is a text, not an object)")
      return nil
    }
    if let auth = members["auth"], let login = login(auth) { location.login = login }
    let files = ["ca_file", "client_certificate", "client_key"].map { key in members[key].flatMap { file($0) } }
    if location.tls != nil { location.tls = .init(caFile: files[0], certificateFile: files[1], keyFile: files[2]) }
    if let key = members["client_key"], members["client_certificate"] == nil {
      problems.append(
        Problem(offset: key.offset, found: "a key without \"client_certificate\"", expected: "the certificate that it belongs to"))
    }
    if location.tls == nil { refuseWithoutTLS(members, login: location.login) }
    return location
  }

  private mutating func refuseWithoutTLS(_ members: [String: DocumentNode], login: RedisLocation.Login) {
    for key in ["ca_file", "client_certificate", "client_key"] {
      guard let node = members[key] else { continue }
      problems.append(
        Problem(offset: node.offset, found: "\"\(key)\" for a store without TLS", expected: "a \"url\" that begins with \"rediss://\""))
    }
    if case .iam = login, let node = members["auth"] {
      problems.append(
        Problem(offset: node.offset, found: "IAM for a store without TLS", expected: "a \"url\" that begins with \"rediss://\""))
    }
  }

  /// A file's path, relative to the configuration's folder.
  private mutating func file(_ node: DocumentNode) -> String? {
    guard let path = text(node, expected: "a file's path", { !$0.isEmpty && !$0.utf8.contains(0) && !$0.hasSuffix("/") }) else {
      return nil
    }
    return path.hasPrefix("/") || folder.isEmpty ? path : "\(folder)/\(path)"
  }

  private mutating func login(_ node: DocumentNode) -> RedisLocation.Login? {
    guard let members = members(node, ["user", "password_file", "iam"], expected: "an object with \"user\", \"password_file\" or \"iam\"")
    else { return nil }
    if let iam = members["iam"] {
      for key in ["user", "password_file"] {
        guard let other = members[key] else { continue }
        problems.append(Problem(offset: other.offset, found: "\"\(key)\" beside \"iam\"", expected: "only one of them"))
      }
      return self.iam(iam).map { .iam($0) }
    }
    if node.isEmptyObject {
      refuse(node, expected: "an object with \"user\", \"password_file\" or \"iam\"")
      return nil
    }
    let user = members["user"].flatMap { text($0, expected: "a user's name without blanks") { Self.isUser($0) } }
    return .password(user: user, file: members["password_file"].flatMap { file($0) })
  }

  private mutating func iam(_ node: DocumentNode) -> RedisLocation.IAM? {
    guard let members = members(node, ["user", "cache", "serverless", "region"], expected: "an object with \"user\" and \"cache\"") else {
      return nil
    }
    for key in ["user", "cache"] where members[key] == nil {
      refuseMissing(key, of: node, found: "no \"\(key)\"", expected: "\"user\" and \"cache\"")
    }
    let user = members["user"].flatMap { text($0, expected: "an ElastiCache user's ID of A-Z a-z 0-9 -", Self.isCacheName) }
    let cache = members["cache"].flatMap { text($0, expected: "a cache's name of A-Z a-z 0-9 -, not its host", Self.isCacheName) }
    let region = members["region"].flatMap { text($0, expected: "a Region such as \"us-east-1\"", isRegion) }
    var isServerless = false
    if let serverless = members["serverless"] {
      if case .bool(let value) = serverless.content { isServerless = value } else { refuse(serverless, expected: "true or false") }
    }
    guard let user, let cache else { return nil }
    return RedisLocation.IAM(user: user, cache: cache, isServerless: isServerless, region: region)
  }

  /// `ACL SETUSER` takes no blanks and no control characters.
  private static func isUser(_ text: String) -> Bool {
    (1...128).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 32 && $0 != 127 }
  }

  /// Source: CreateUser, CreateReplicationGroup and CreateServerlessCache (Amazon ElastiCache API reference).
  private static func isCacheName(_ text: String) -> Bool {
    (1...50).contains(text.utf8.count) && text.utf8.allSatisfy { isNameByte($0, or: "-") } && !text.hasPrefix("-")
  }
}
