import NIOCore

extension Cloud {
  /// The groups that take part in zonal shifts, and what moves them: a person's shift as long as one does, with the weights that come of it.
  func listManagedResources(_ call: inout Call) throws(Refusal) -> ByteBuffer {
    let size = call.form["maxResults"].map { Int($0) ?? 0 } ?? 100
    guard (1...100).contains(size) else { throw Refusal("ValidationException", "1 validation error detected: maxResults is not 1 to 100") }
    var last = ""
    if let token = call.form["nextToken"] {
      guard let opened = Self.openedToken(String(token.dropLast(Self.tokenEnd.count))) else {
        throw Refusal("ValidationException", "nextToken is invalid")
      }
      last = opened
    }
    let region = call.region
    let groups = region.groups.values.filter { $0.impairedZoneBehavior != nil && $0.name > last }.sorted { $0.name < $1.name }
    let page = groups.prefix(shortened(size))
    let now = call.now
    var json = JSONText()
    json.object { answer in
      answer.key("items")
      answer.array { list in
        for group in page { Self.write(group, in: region, at: now, to: &list) }
      }
      if page.count < groups.count, let end = page.last { answer.member("nextToken", Self.token(end.name) + Self.tokenEnd) }
    }
    return json.buffer
  }

  /// What a query must not carry as it is.
  private static let tokenEnd = "/+ ="

  private static func write(_ group: Group, in region: Region, at now: Double, to list: inout JSONText) {
    let zones = region.zones.names.map(region.zones.id).sorted()
    list.object { json in
      json.member("arn", group.arn)
      json.member("name", group.name)
      json.member("availabilityZones", zones)
      json.key("appliedWeights")
      json.object { weights in
        for zone in zones {
          weights.key(zone)
          weights.raw(group.shiftedFrom.contains(zone) ? "0.0" : "1.0")
        }
      }
      json.key("zonalShifts")
      json.array { shifts in
        for zone in group.shiftedFrom.sorted() {
          shifts.object { shift in
            shift.member("appliedStatus", "APPLIED")
            shift.member("zonalShiftId", "9a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9")
            shift.member("resourceIdentifier", group.arn)
            shift.member("awayFrom", zone)
            shift.member("startTime", now - 600)
            shift.member("expiryTime", now + 3600)
            shift.member("comment", "a Zone is ill")
          }
        }
      }
      json.key("autoshifts")
      json.array { _ in }
      json.member("zonalAutoshiftStatus", "DISABLED")
    }
  }
}
