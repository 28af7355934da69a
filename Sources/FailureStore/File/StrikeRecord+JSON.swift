import AgentHealth
import WireFormats

extension Expiring<StrikeRecord> {
  /// Writes one container instance's run of strikes as one object.
  func write(as containerInstance: String, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("container_instance_id", containerInstance)
      writer.member("strikes", value.count)
      writer.member("since_ms", value.since)
      writer.member("seen", value.seen)
      writer.member("version", value.version.map(Int.init))
      if !value.restarts.isEmpty {
        writer.array("restarts_ms") { writer in
          for restart in value.restarts { writer.int(Int(restart.milliseconds)) }
        }
      }
      writer.member("updating_since_ms", value.updatingSince)
      writer.member("expires_at_ms", expiresAt)
    }
  }

  /// Reads one object that ``write(as:to:)`` has written.
  static func read(from reader: inout JSONReader) throws(JSONError) -> (containerInstance: String, Expiring<StrikeRecord>) {
    let start = reader
    var (instance, seen): (String?, String?)
    var (count, version): (Int?, Int?)
    var (since, updatingSince, expiresAt): (Timestamp?, Timestamp?, Timestamp?)
    var restarts: [Timestamp] = []
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "container_instance_id": instance = try reader.string()
      case "strikes": count = try reader.int(in: 0...StrikeRecord.mostStrikes)
      case "since_ms": since = try reader.timestamp()
      case "seen": seen = try reader.string()
      case "version": version = try reader.int()
      case "restarts_ms": try reader.array { reader throws(JSONError) in restarts.append(try reader.timestamp()) }
      case "updating_since_ms": updatingSince = try reader.timestamp()
      case "expires_at_ms": expiresAt = try reader.timestamp()
      default: throw reader.unknown(key)
      }
    }
    let record = StrikeRecord(
      count: try start.require(count, "strikes"), since: try start.require(since, "since_ms"), seen: try start.require(seen, "seen"),
      version: version.map(Int64.init), restarts: restarts, updatingSince: updatingSince)
    return (
      try start.require(instance, "container_instance_id"),
      Expiring(value: record, expiresAt: try start.require(expiresAt, "expires_at_ms"))
    )
  }
}

extension StrikeRecord {
  /// More strikes than this were never counted: what holds them is not ours, or damaged.
  static let mostStrikes = 1_000_000_000
}
