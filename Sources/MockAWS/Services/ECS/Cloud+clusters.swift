import NIOCore

extension Cloud {
  func listClusters(_ call: inout Call) throws(Refusal) -> ByteBuffer {
    let limit = try pageSize(call)
    let clusters = call.region.clusters.values.filter { $0.status != "INACTIVE" }.sorted { $0.name < $1.name }
    let after = try call.json["nextToken"]?.string.map { token throws(Refusal) in try Self.opened(token) }
    let rest = after.map { name in clusters.drop { $0.name <= name } } ?? clusters[...]
    let page = rest.prefix(shortened(limit))
    var json = JSONText()
    json.object { answer in
      answer.member("clusterArns", page.map(\.arn))
      if page.count < rest.count, let last = page.last { answer.member("nextToken", Self.token(last.name)) }
    }
    return json.buffer
  }

  func describeClusters(_ call: inout Call) throws(Refusal) -> ByteBuffer {
    var names = call.json["clusters"]?.strings ?? []
    guard names.count <= 100 else { throw .invalidParameter("Clusters cannot have more than 100 items.") }
    if names.isEmpty { names = ["default"] }
    call.resources = names
    let wantsTags = call.json["include"]?.strings?.contains("TAGS") ?? false
    let region = call.region
    var json = JSONText()
    json.object { answer in
      answer.key("clusters")
      answer.array { list in
        for name in names { region.clusters[Self.lastPart(name)].map { Self.write($0, tags: wantsTags, to: &list) } }
      }
      answer.key("failures")
      answer.array { list in
        for name in names where region.clusters[Self.lastPart(name)] == nil {
          list.object { failure in
            let arn = "arn:\(region.partition):ecs:\(region.name):\(region.account.id):cluster/\(Self.lastPart(name))"
            failure.member("arn", arn)
            failure.member("reason", "MISSING")
          }
        }
      }
    }
    return json.buffer
  }

  private static func write(_ cluster: Cluster, tags: Bool, to list: inout JSONText) {
    list.object { json in
      json.member("clusterArn", cluster.arn)
      json.member("clusterName", cluster.name)
      json.member("status", cluster.status)
      json.member("registeredContainerInstancesCount", cluster.instances.count { $0.status == "ACTIVE" || $0.status == "DRAINING" })
      json.member("runningTasksCount", cluster.instances.reduce(0) { $0 + $1.runningTasks })
      json.member("pendingTasksCount", 0)
      json.member("activeServicesCount", 1)
      json.member("statistics", [])
      json.key("tags")
      json.array { list in
        for (key, value) in tags ? cluster.tags.sorted(by: { $0.key < $1.key }) : [] {
          list.object { tag in
            tag.member("key", key)
            tag.member("value", value)
          }
        }
      }
      json.member("settings", [])
      json.member("capacityProviders", [])
      json.member("defaultCapacityProviderStrategy", [])
    }
  }

  /// The cluster a call is about: a name, an ARN of this account and Region, or `default`.
  func cluster(_ call: Call) throws(Refusal) -> Cluster {
    let named = call.json["cluster"]?.string ?? "default"
    if named.hasPrefix("arn:") {
      let parts = named.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 6, parts[3] == call.region.name, parts[4] == call.account.id else {
        let other = parts.count > 4 ? parts[4] : ""
        throw .invalidParameter("Invalid identifier: Identifier is for \(other). Your accountId is \(call.account.id)")
      }
    }
    guard let cluster = call.region.clusters[Self.lastPart(named)], cluster.status != "INACTIVE" else {
      throw Refusal("ClusterNotFoundException", "Cluster not found.")
    }
    return cluster
  }

  /// What follows the last `/`.
  static func lastPart(_ name: String) -> String {
    name.lastIndex(of: "/").map { String(name[name.index(after: $0)...]) } ?? name
  }

  /// `maxResults`, 1 to 100.
  func pageSize(_ call: Call) throws(Refusal) -> Int {
    guard let asked = call.json["maxResults"] else { return 100 }
    guard let size = asked.int, (1...100).contains(size) else { throw .invalidParameter("Page size must be between 1 and 100.") }
    return size
  }

  /// A page that may be shorter than asked, where the options say so.
  func shortened(_ limit: Int) -> Int {
    options.shortPages && limit > 1 ? Int(random.next() % UInt64(limit)) + 1 : limit
  }

  /// An opaque token that stands for `text`; `opened` takes no other.
  static func token(_ text: String) -> String {
    Digest.hex(Array("next:\(text)".utf8))
  }

  static func opened(_ token: String) throws(Refusal) -> String {
    guard let text = openedToken(token) else { throw .invalidParameter("Invalid token.") }
    return text
  }

  /// What `token` stood for; `nil` for a token that the mock never made.
  static func openedToken(_ token: String) -> String? {
    var bytes: [UInt8] = []
    var rest = Substring(token)
    while rest.utf8.count > 1 {
      guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
      bytes.append(byte)
      rest = rest.dropFirst(2)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    return rest.isEmpty && text.hasPrefix("next:") ? String(text.dropFirst(5)) : nil
  }
}

extension Refusal {
  static func invalidParameter(_ message: String) -> Refusal {
    Refusal("InvalidParameterException", message)
  }
}
