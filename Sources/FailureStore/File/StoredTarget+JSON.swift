import AgentHealth
import WireFormats

extension StoredTarget {
  /// Writes what is kept of `target` as one object.
  func write(as target: Target, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("account_id", target.account)
      writer.member("region", target.region)
      writer.member("cluster", target.cluster)
      if let turn {
        writer.object("turn") { writer in
          writer.member("nonce", turn.value.nonce)
          writer.member("taken_at_ms", turn.value.takenAt)
          writer.member("expires_at_ms", turn.expiresAt)
        }
      }
      if let swept {
        writer.object("swept") { writer in
          writer.member("sweep_id", swept.value.id)
          writer.member("at_ms", swept.value.at)
          writer.member("expires_at_ms", swept.expiresAt)
        }
      }
      writer.array("records") { writer in
        for (instance, record) in records.sorted(by: { $0.key < $1.key }) { record.write(as: instance, to: &writer) }
      }
      if let journal {
        writer.object("journal") { writer in
          writer.member("expires_at_ms", journal.expiresAt)
          writer.array("entries") { writer in
            for (_, entry) in journal.value.sorted(by: { $0.key < $1.key }) { StoredEntry(entry).write(to: &writer) }
          }
        }
      }
      if let told {
        writer.object("told") { writer in
          writer.member("expires_at_ms", told.expiresAt)
          writer.array("entries") { writer in
            for (instance, text) in told.value.sorted(by: { $0.key < $1.key }) {
              writer.object { writer in
                writer.member("instance", instance)
                writer.member("text", text)
              }
            }
          }
        }
      }
    }
  }

  /// Reads one object that ``write(as:to:)`` has written.
  static func read(from reader: inout JSONReader) throws(JSONError) -> (Target, StoredTarget) {
    let start = reader
    var (account, region, cluster): (String?, String?, String?)
    var stored = StoredTarget()
    var journal: (expiresAt: Timestamp, entries: [StoredEntry])?
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "account_id": account = try reader.string()
      case "region": region = try reader.string()
      case "cluster": cluster = try reader.string()
      case "turn": stored.turn = try readTurn(from: &reader)
      case "swept": stored.swept = try readSwept(from: &reader)
      case "records":
        try reader.array { reader throws(JSONError) in
          let (instance, record) = try Expiring<StrikeRecord>.read(from: &reader)
          stored.records[instance] = record
        }
      case "journal": journal = try readJournal(from: &reader)
      case "told": stored.told = try readTold(from: &reader)
      default: throw reader.unknown(key)
      }
    }
    let target = Target(
      account: try start.require(account, "account_id"), region: try start.require(region, "region"),
      cluster: try start.require(cluster, "cluster"))
    if let journal {
      var entries: [String: JournalEntry] = [:]
      for entry in journal.entries { entries[entry.ec2Instance] = entry.of(target) }
      stored.journal = Expiring(value: entries, expiresAt: journal.expiresAt)
    }
    return (target, stored)
  }

  private static func readTurn(from reader: inout JSONReader) throws(JSONError) -> Expiring<Turn> {
    let start = reader
    var nonce: String?
    var (takenAt, expiresAt): (Timestamp?, Timestamp?)
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "nonce": nonce = try reader.string()
      case "taken_at_ms": takenAt = try reader.timestamp()
      case "expires_at_ms": expiresAt = try reader.timestamp()
      default: throw reader.unknown(key)
      }
    }
    return Expiring(
      value: Turn(nonce: try start.require(nonce, "nonce"), takenAt: try start.require(takenAt, "taken_at_ms")),
      expiresAt: try start.require(expiresAt, "expires_at_ms"))
  }

  private static func readSwept(from reader: inout JSONReader) throws(JSONError) -> Expiring<SweepMark> {
    let start = reader
    var id: String?
    var (at, expiresAt): (Timestamp?, Timestamp?)
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "sweep_id": id = try reader.string()
      case "at_ms": at = try reader.timestamp()
      case "expires_at_ms": expiresAt = try reader.timestamp()
      default: throw reader.unknown(key)
      }
    }
    return Expiring(
      value: SweepMark(id: try start.require(id, "sweep_id"), at: try start.require(at, "at_ms")),
      expiresAt: try start.require(expiresAt, "expires_at_ms"))
  }

  private static func readTold(from reader: inout JSONReader) throws(JSONError) -> Expiring<[String: String]> {
    let start = reader
    var expiresAt: Timestamp?
    var told: [String: String] = [:]
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "expires_at_ms": expiresAt = try reader.timestamp()
      case "entries":
        try reader.array { reader throws(JSONError) in
          let start = reader
          var (instance, text): (String?, String?)
          try reader.object { key, reader throws(JSONError) in
            switch key {
            case "instance": instance = try reader.string()
            case "text": text = try reader.string()
            default: throw reader.unknown(key)
            }
          }
          told[try start.require(instance, "instance")] = try start.require(text, "text")
        }
      default: throw reader.unknown(key)
      }
    }
    return Expiring(value: told, expiresAt: try start.require(expiresAt, "expires_at_ms"))
  }

  private static func readJournal(from reader: inout JSONReader) throws(JSONError) -> (expiresAt: Timestamp, entries: [StoredEntry]) {
    let start = reader
    var expiresAt: Timestamp?
    var entries: [StoredEntry] = []
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "expires_at_ms": expiresAt = try reader.timestamp()
      case "entries": entries = try reader.values(StoredEntry.self)
      default: throw reader.unknown(key)
      }
    }
    return (try start.require(expiresAt, "expires_at_ms"), entries)
  }
}

extension JSONWriter {
  /// Writes a time as milliseconds since 1970, unless it is nil.
  mutating func member(_ name: String, _ value: Timestamp?) {
    member(name, value.map { Int($0.milliseconds) })
  }
}
