import AgentHealth
import WireFormats

/// The text of the file. Times are whole milliseconds since 1970, so that a time reads back as it was written.
extension StoredState {
  /// The state as the file holds it, in a fixed order.
  var json: [UInt8] {
    var writer = JSONWriter(pretty: true)
    writer.object { writer in
      writer.member("schema", StoreLayout.version)
      if let owner {
        writer.object("owner") { writer in
          writer.member("account_id", owner.account)
          writer.member("installation", owner.installation)
        }
      }
      writer.array("targets") { writer in
        for (target, stored) in targets.sorted(by: { $0.key < $1.key }) { stored.write(as: target, to: &writer) }
      }
      if !pauses.isEmpty { writer.member("pauses", pauses.values.sorted { $0.scope < $1.scope }.map(StoredPause.init)) }
      if !budget.isEmpty { budget.write(to: &writer) }
      if !brakes.isEmpty {
        writer.array("brakes") { writer in
          for (region, brake) in brakes.sorted(by: { $0.key < $1.key }) { brake.write(as: region, to: &writer) }
        }
      }
    }
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  /// Reads the file's text. Anything unexpected is refused with its place: what is not understood must not be overwritten.
  init(json: [UInt8], name: String) throws(StoreError) {
    var schema: Int?
    do {
      var reader = JSONReader(json)
      try self.init(from: &reader, schema: &schema)
      try reader.end()
    } catch {
      // A newer layout is refused as such, not for the first word of it that is new.
      if schema != nil { try StoreLayout.check(schema, in: name) }
      throw StoreError(.unavailable, "\(name):\(error); the file is left as it is")
    }
  }

  private init(from reader: inout JSONReader, schema: inout Int?) throws(JSONError) {
    let start = reader
    var owner: StoreOwner?
    var targets: [Target: StoredTarget] = [:]
    var (pauses, budget, brakes): ([StoredPause], BudgetBook, [String: StoredBrake]) = ([], BudgetBook(), [:])
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "schema":
        let place = reader
        let version = try reader.int()
        schema = version
        // Version 1 is version 2 without what 2 has added: it is migrated when it is written.
        guard (StoreLayout.oldestVersion...StoreLayout.version).contains(version) else {
          throw place.error("found schema \(version), expected \(StoreLayout.oldestVersion) to \(StoreLayout.version)")
        }
      case "owner": owner = try StoreOwner.read(from: &reader)
      case "targets":
        try reader.array { reader throws(JSONError) in
          let place = reader
          let (target, stored) = try StoredTarget.read(from: &reader)
          if targets.updateValue(stored, forKey: target) != nil { throw place.error("\(target) stands here twice") }
        }
      case "pauses": pauses = try reader.values(StoredPause.self)
      case "budget": budget = try BudgetBook.read(from: &reader)
      case "brakes":
        try reader.array { reader throws(JSONError) in
          let (region, brake) = try StoredBrake.read(from: &reader)
          brakes[region] = brake
        }
      default: throw reader.unknown(key)
      }
    }
    if schema == nil { throw start.missing("schema") }
    self.owner = owner
    self.targets = targets
    for stored in pauses { self.pauses[stored.pause.scope] = stored.pause }
    self.budget = budget
    self.brakes = brakes
  }
}

extension StoreOwner {
  fileprivate static func read(from reader: inout JSONReader) throws(JSONError) -> StoreOwner {
    let start = reader
    var account: String?
    var installation: String?
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "account_id": account = try reader.string()
      case "installation": installation = try reader.string()
      default: throw reader.unknown(key)
      }
    }
    return StoreOwner(account: try start.require(account, "account_id"), installation: try start.require(installation, "installation"))
  }
}
