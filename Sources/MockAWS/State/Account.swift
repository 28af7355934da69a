/// An account: its Regions come into being when they are first spoken to.
final class Account {
  let id: String
  let externalID: String?
  var refusesRoles: Bool
  /// The Regions that AWS enables in no account by itself and that this one enabled.
  var optedIn: Set<String> = []
  let seed: UInt64
  private(set) var regions: [String: Region] = [:]

  init(id: String, externalID: String? = nil, refusesRoles: Bool = false, seed: UInt64) {
    self.id = id
    self.externalID = externalID
    self.refusesRoles = refusesRoles
    self.seed = seed
  }

  func region(_ name: String) -> Region {
    if let region = regions[name] { return region }
    let region = Region(name: name, account: self)
    regions[name] = region
    return region
  }
}
