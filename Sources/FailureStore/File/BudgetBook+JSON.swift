import AgentHealth
import WireFormats

extension BudgetBook {
  /// Writes the member `budget`.
  func write(to writer: inout JSONWriter) {
    writer.object("budget") { writer in
      writer.array("begun") { writer in
        for (instance, at) in begun.sorted(by: { $0.key < $1.key }) {
          writer.object { writer in
            writer.member("instance", instance)
            writer.member("at_ms", at)
          }
        }
      }
      writer.array("open") { writer in
        for (instance, place) in open.sorted(by: { $0.key < $1.key }) {
          writer.object { writer in
            writer.member("instance", instance)
            writer.member("cluster", place.cluster)
            writer.member("group", place.group)
            writer.member("until_ms", place.until)
          }
        }
      }
      writer.array("sweeps") { writer in
        for (id, sweep) in sweeps.sorted(by: { $0.key < $1.key }) {
          writer.object { writer in
            writer.member("sweep_id", id)
            writer.member("instances", sweep.instances.sorted())
            writer.member("until_ms", sweep.until)
          }
        }
      }
    }
  }

  /// Reads what ``write(to:)`` has written.
  static func read(from reader: inout JSONReader) throws(JSONError) -> BudgetBook {
    var book = BudgetBook()
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "begun":
        for (start, row) in try Row.list(&reader) {
          book.begun[try start.require(row.instance, "instance")] = try start.require(row.at, "at_ms")
        }
      case "open":
        for (start, row) in try Row.list(&reader) {
          book.open[try start.require(row.instance, "instance")] = Place(
            cluster: try start.require(row.cluster, "cluster"), group: row.group, until: try start.require(row.until, "until_ms"))
        }
      case "sweeps":
        for (start, row) in try Row.list(&reader) {
          book.sweeps[try start.require(row.sweepID, "sweep_id")] = Sweep(
            instances: row.instances, until: try start.require(row.until, "until_ms"))
        }
      default: throw reader.unknown(key)
      }
    }
    return book
  }

  /// One element of any of the three lists.
  private struct Row {
    var (instance, cluster, group, sweepID): (String?, String?, String?, String?)
    var (at, until): (Timestamp?, Timestamp?)
    var instances: Set<String> = []

    /// All elements of a list, each with the place where it begins.
    static func list(_ reader: inout JSONReader) throws(JSONError) -> [(start: JSONReader, row: Row)] {
      var rows: [(start: JSONReader, row: Row)] = []
      try reader.array { reader throws(JSONError) in
        let start = reader
        rows.append((start, try Row(from: &reader)))
      }
      return rows
    }

    private init(from reader: inout JSONReader) throws(JSONError) {
      try reader.object { key, reader throws(JSONError) in
        switch key {
        case "instance": instance = try reader.string()
        case "cluster": cluster = try reader.string()
        case "group": group = try reader.string()
        case "sweep_id": sweepID = try reader.string()
        case "at_ms": at = try reader.timestamp()
        case "until_ms": until = try reader.timestamp()
        case "instances": try reader.array { reader throws(JSONError) in instances.insert(try reader.string()) }
        default: throw reader.unknown(key)
        }
      }
    }
  }
}
