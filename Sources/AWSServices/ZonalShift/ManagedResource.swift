public import WireFormats

/// Something that zonal shifts can move, and from where they do.
public struct ManagedResource: Hashable, Sendable, JSONReadable {
  /// Its ARN; of an Auto Scaling group the whole one, with the UUID.
  public let arn: String?
  /// The IDs of the Availability Zones from which it is moved away at present, by a person's zonal shift, a practice run or AWS's autoshift.
  public let shiftedFrom: Set<String>

  /// Reads one element of `items`. A zone counts that has the weight 0, or from which a shift is applied; a shift that another one outranks,
  /// `NOT_APPLIED`, does not (ARC Zonal Shift API reference, ManagedResourceSummary).
  public init(from reader: inout JSONReader) throws(JSONError) {
    var arn: String?
    var away: Set<String> = []
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "arn": arn = try reader.stringIfPresent()
      case "appliedWeights":
        if try reader.null() { return }
        try reader.object { zone, reader throws(JSONError) in
          if try reader.double() == 0 { away.insert(zone.string) }
        }
      case "zonalShifts", "autoshifts":
        if try reader.null() { return }
        away.formUnion(try reader.values(Shift.self).filter(\.isApplied).map(\.awayFrom))
      default: try reader.skip()
      }
    }
    self.arn = arn
    shiftedFrom = away
  }

  private struct Shift: JSONReadable {
    let awayFrom: String
    let isApplied: Bool

    init(from reader: inout JSONReader) throws(JSONError) {
      let start = reader
      var texts: [String: String] = [:]
      try reader.object { key, reader throws(JSONError) in
        switch key {
        case "awayFrom", "appliedStatus": texts[key.string] = try reader.stringIfPresent()
        default: try reader.skip()
        }
      }
      guard let awayFrom = texts["awayFrom"] else { throw start.error("awayFrom is missing", at: start.position) }
      self.awayFrom = awayFrom
      // A word of AWS's that is not known yet is no reason to act.
      isApplied = texts["appliedStatus"] != "NOT_APPLIED"
    }
  }
}
