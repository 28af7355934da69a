import AgentHealth
import WireFormats

extension StoredBrake {
  /// Writes what is kept of `region` as one object.
  func write(as region: String, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("region", region)
      writer.array("tallies") { writer in
        for tally in Array(tallies.values).sortedByWitness {
          writer.object { writer in
            writer.member("account_id", tally.account)
            writer.member("scope", tally.scope)
            writer.member("observed", tally.observed)
            writer.member("disconnected", tally.disconnected)
            writer.member("at_ms", tally.at)
          }
        }
      }
      writer.array("holds") { writer in
        for (scope, hold) in holds.sorted(by: { $0.key < $1.key }) {
          writer.object { writer in
            writer.member("scope", scope)
            writer.member("held_at_ms", hold.value.heldAt)
            writer.member("released_at_ms", hold.value.releasedAt)
            writer.member("expires_at_ms", hold.expiresAt)
          }
        }
      }
      writer.array("replacements") { writer in
        for (group, begun) in replacements.sorted(by: { $0.key < $1.key }) {
          for replacement in begun {
            writer.object { writer in
              writer.member("group", group)
              writer.member("ec2_instance_id", replacement.ec2Instance)
              writer.member("at_ms", replacement.at)
              writer.member("template", replacement.template)
            }
          }
        }
      }
    }
  }

  /// Reads one object that ``write(as:to:)`` has written.
  static func read(from reader: inout JSONReader) throws(JSONError) -> (region: String, StoredBrake) {
    let start = reader
    var region: String?
    var brake = StoredBrake()
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "region": region = try reader.string()
      case "tallies": try reader.array { reader throws(JSONError) in brake.write([try readTally(from: &reader)]) }
      case "holds":
        try reader.array { reader throws(JSONError) in
          let (scope, hold) = try readHold(from: &reader)
          brake.holds[scope] = hold
        }
      case "replacements":
        try reader.array { reader throws(JSONError) in
          let (group, replacement) = try readReplacement(from: &reader)
          brake.note(replacement, in: group)
        }
      default: throw reader.unknown(key)
      }
    }
    return (try start.require(region, "region"), brake)
  }

  private static func readTally(from reader: inout JSONReader) throws(JSONError) -> Tally {
    let start = reader
    var (account, scope): (String?, String?)
    var (observed, disconnected): (Int?, Int?)
    var at: Timestamp?
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "account_id": account = try reader.string()
      case "scope": scope = try reader.string()
      case "observed": observed = try reader.int(in: 0...Int(Int32.max))
      case "disconnected": disconnected = try reader.int(in: 0...Int(Int32.max))
      case "at_ms": at = try reader.timestamp()
      default: throw reader.unknown(key)
      }
    }
    return Tally(
      account: try start.require(account, "account_id"), scope: try start.require(scope, "scope"),
      observed: try start.require(observed, "observed"), disconnected: try start.require(disconnected, "disconnected"),
      at: try start.require(at, "at_ms"))
  }

  private static func readReplacement(from reader: inout JSONReader) throws(JSONError) -> (group: String, Replacement) {
    let start = reader
    var (group, instance, template): (String?, String?, String?)
    var at: Timestamp?
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "group": group = try reader.string()
      case "ec2_instance_id": instance = try reader.string()
      case "at_ms": at = try reader.timestamp()
      case "template": template = try reader.stringIfPresent()
      default: throw reader.unknown(key)
      }
    }
    return (
      try start.require(group, "group"),
      Replacement(ec2Instance: try start.require(instance, "ec2_instance_id"), at: try start.require(at, "at_ms"), template: template)
    )
  }

  private static func readHold(from reader: inout JSONReader) throws(JSONError) -> (scope: String, Expiring<Hold>) {
    let start = reader
    var scope: String?
    var (heldAt, releasedAt, expiresAt): (Timestamp?, Timestamp?, Timestamp?)
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "scope": scope = try reader.string()
      case "held_at_ms": heldAt = try reader.timestamp()
      case "released_at_ms": releasedAt = try reader.timestamp()
      case "expires_at_ms": expiresAt = try reader.timestamp()
      default: throw reader.unknown(key)
      }
    }
    return (
      try start.require(scope, "scope"),
      Expiring(
        value: Hold(heldAt: try start.require(heldAt, "held_at_ms"), releasedAt: releasedAt),
        expiresAt: try start.require(expiresAt, "expires_at_ms"))
    )
  }
}
