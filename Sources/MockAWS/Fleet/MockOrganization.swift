extension MockFleet {
  /// An organization. Its members need not be accounts of the fleet: those that are not refuse every role.
  public struct Organization: Sendable {
    /// An account as the organization lists it.
    public struct Member: Sendable {
      /// Twelve digits.
      public var id: String
      /// Its name in the organization.
      public var name: String
      /// `ACTIVE`, `SUSPENDED`, `PENDING_CLOSURE` …
      public var state: String
      /// The organizational units that it is in, from the top; empty: directly in the root.
      public var units: [String]

      /// A member, by default an active one in the root.
      public init(_ id: String, name: String, state: String = "ACTIVE", units: [String] = []) {
        self.id = id
        self.name = name
        self.state = state
        self.units = units
      }
    }

    /// The root that all units are in.
    public static let root = "r-mock"

    /// The only account that may list the members.
    public var management: String
    /// The accounts, in the order in which they are listed.
    public var members: [Member]
    /// Whether an empty page, with a token to go on, comes before every other.
    public var hasEmptyPages = false

    /// An organization.
    public init(management: String, members: [Member]) {
      self.management = management
      self.members = members
    }
  }

  /// This fleet with all its accounts in one organization that the caller's account manages. The members are called `account-1`,
  /// `account-2` …; every third is in the unit `ou-mock-production`, the others are in `ou-mock-sandboxes`.
  ///
  /// - Parameter suspended: how many of them, the last, are suspended; they refuse every role.
  public func inOrganization(suspended: Int = 0) -> MockFleet {
    var fleet = self
    let firstSuspended = accounts.count - suspended
    let members = accounts.indices.map { index in
      Organization.Member(
        accounts[index].id, name: "account-\(index + 1)", state: index < firstSuspended ? "ACTIVE" : "SUSPENDED",
        units: [index % 3 == 0 ? "ou-mock-production" : "ou-mock-sandboxes"])
    }
    for index in accounts.indices where index >= firstSuspended { fleet.accounts[index].refusesRoles = true }
    fleet.organization = Organization(management: callerAccount, members: members)
    return fleet
  }
}
