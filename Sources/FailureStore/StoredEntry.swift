import AgentHealth
import WireFormats

/// A journal entry as the file and Redis keep it: without the target, which its place tells.
struct StoredEntry: Hashable, Sendable {
  var ec2Instance: String
  var containerInstance: String
  var sweepID: String
  var owner: String
  var expiresAt: Timestamp
  var step: Step

  init(_ entry: JournalEntry) {
    ec2Instance = entry.ec2Instance
    containerInstance = entry.containerInstance
    sweepID = entry.sweepID
    owner = entry.owner
    expiresAt = entry.expiresAt
    step = entry.step
  }

  /// The entry of an instance of this target.
  func of(_ target: Target) -> JournalEntry {
    JournalEntry(
      target: target, ec2Instance: ec2Instance, containerInstance: containerInstance, sweepID: sweepID, owner: owner,
      expiresAt: expiresAt, step: step)
  }
}

extension StoredEntry {
  /// The entry as one line of JSON: a field's value in Redis.
  var json: String {
    var writer = JSONWriter()
    write(to: &writer)
    return writer.text
  }

  /// Reads ``json``; nil where it is anything else.
  init?(json: String) {
    do { self = try JSONReader.read(StoredEntry.self, from: Array(json.utf8)) } catch { return nil }
  }
}

extension StoredEntry: JSONReadable, JSONWritable {
  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("ec2_instance_id", ec2Instance)
      writer.member("container_instance_id", containerInstance)
      writer.member("sweep_id", sweepID)
      writer.member("owner", owner)
      writer.member("claim_expires_at_ms", expiresAt)
      writer.member("step", step.rawValue)
    }
  }

  init(from reader: inout JSONReader) throws(JSONError) {
    let start = reader
    var (ec2Instance, containerInstance, sweepID, owner): (String?, String?, String?, String?)
    var expiresAt: Timestamp?
    var step: Step?
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "ec2_instance_id": ec2Instance = try reader.string()
      case "container_instance_id": containerInstance = try reader.string()
      case "sweep_id": sweepID = try reader.string()
      case "owner": owner = try reader.string()
      case "claim_expires_at_ms": expiresAt = try reader.timestamp()
      case "step":
        let place = reader
        let name = try reader.string()
        step = Step(rawValue: name)
        if step == nil { throw place.error("found the step \"\(name)\", expected tag, detach, terminate or deregister") }
      default: throw reader.unknown(key)
      }
    }
    self.ec2Instance = try start.require(ec2Instance, "ec2_instance_id")
    self.containerInstance = try start.require(containerInstance, "container_instance_id")
    self.sweepID = try start.require(sweepID, "sweep_id")
    self.owner = try start.require(owner, "owner")
    self.expiresAt = try start.require(expiresAt, "claim_expires_at_ms")
    self.step = try start.require(step, "step")
  }
}
