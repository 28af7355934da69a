import AgentHealth
import WireFormats

/// A pause as the file and Redis keep it.
struct StoredPause: Hashable, Sendable {
  let pause: Pause

  init(_ pause: Pause) {
    self.pause = pause
  }
}

extension StoredPause {
  /// The pause as one line of JSON: a field's value in Redis.
  var json: String {
    var writer = JSONWriter()
    write(to: &writer)
    return writer.text
  }

  /// Reads ``json``; nil where it is anything else.
  init?(json: String) {
    do { self = try JSONReader.read(StoredPause.self, from: Array(json.utf8)) } catch { return nil }
  }
}

extension StoredPause: JSONReadable, JSONWritable {
  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("account_id", pause.scope.account)
      writer.member("region", pause.scope.region)
      writer.member("cluster", pause.scope.cluster)
      writer.member("group", pause.scope.group)
      writer.member("instance", pause.scope.instance)
      writer.member("reason", pause.reason)
      writer.member("by", pause.by)
      writer.member("since_ms", pause.since)
      writer.member("until_ms", pause.until)
    }
  }

  /// What is unknown here may narrow or widen the scope, so it makes all of it unreadable.
  init(from reader: inout JSONReader) throws(JSONError) {
    let start = reader
    var scope = PauseScope()
    var (reason, by): (String?, String?)
    var (since, until): (Timestamp?, Timestamp?)
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "account_id": scope.account = try reader.string()
      case "region": scope.region = try reader.string()
      case "cluster": scope.cluster = try reader.string()
      case "group": scope.group = try reader.string()
      case "instance": scope.instance = try reader.string()
      case "reason": reason = try reader.string()
      case "by": by = try reader.string()
      case "since_ms": since = try reader.timestamp()
      case "until_ms": until = try reader.timestamp()
      default: throw reader.unknown(key)
      }
    }
    pause = Pause(
      scope: scope, reason: try start.require(reason, "reason"), by: try start.require(by, "by"),
      since: try start.require(since, "since_ms"), until: try start.require(until, "until_ms"))
  }
}
