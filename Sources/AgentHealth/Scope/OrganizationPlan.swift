/// Which accounts of an organization are to be swept, and what in each of them.
public struct OrganizationPlan: Hashable, Sendable {
  /// Only accounts in these organizational units, or in units below them, by ID (`ou-…`, or the root `r-…`). Empty (default) means all.
  public var organizationalUnits: [String]
  /// Only these accounts, by ID or name; globs. Empty (default) means all.
  public var include: [String]
  /// Never these accounts, by ID or name; globs. They win over everything.
  public var exclude: [String]
  /// As of an account, but each may be a name: that role of whichever account is swept. At least one, and the last is a name.
  public var roles: [String]
  /// What an account has that no entry of its own speaks of. Its ID, name and roles are filled in.
  public var template: AccountPlan

  /// Accounts of an organization.
  public init(
    organizationalUnits: [String] = [], include: [String] = [], exclude: [String] = [], roles: [String], template: AccountPlan
  ) {
    self.organizationalUnits = organizationalUnits
    self.include = include
    self.exclude = exclude
    self.roles = roles
    self.template = template
  }

  /// The plan for one of the accounts.
  public func plan(for member: OrganizationMember) -> AccountPlan {
    var plan = template
    plan.name = member.name
    plan.accountID = member.id
    plan.roles = roles.map { $0.hasPrefix("arn:") ? $0 : "arn:\(member.partition):iam::\(member.id):role/\($0)" }
    return plan
  }
}

/// An account as its organization lists it.
public struct OrganizationMember: Hashable, Sendable {
  /// 12 digits.
  public let id: String
  /// Its name in the organization.
  public let name: String
  /// `ACTIVE`, or why nobody can work there.
  public let state: String
  /// The root and the organizational units that it is in, by ID.
  public let units: [String]
  /// Of its ARN, `aws`.
  public let partition: String

  /// An account of an organization.
  public init(id: String, name: String, state: String, units: [String], partition: String) {
    self.id = id
    self.name = name
    self.state = state
    self.units = units
    self.partition = partition
  }

  func isMeant(by glob: String) -> Bool { [id, name].contains { Glob.matches(glob, $0) } }
}
