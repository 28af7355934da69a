/// What the mock is filled with at start. The same description gives the same identifiers everywhere.
public struct MockFleet: Sendable {
  /// One cluster with its instances, spread over the Zones and over its Auto Scaling groups.
  public struct Cluster: Sendable {
    /// The cluster's name.
    public var name: String
    /// How many container instances.
    public var instances: Int
    /// How many of them have a disconnected agent.
    public var disconnected: MockCount
    /// How many Auto Scaling groups they belong to; 0: none.
    public var groups: Int

    /// A cluster; by default one group and nothing disconnected.
    public init(_ name: String, instances: Int, disconnected: MockCount = .count(0), groups: Int = 1) {
      self.name = name
      self.instances = instances
      self.disconnected = disconnected
      self.groups = groups
    }
  }

  /// One Region of an account.
  public struct Region: Sendable {
    /// Such as `us-east-1`.
    public var name: String
    /// Its clusters.
    public var clusters: [Cluster]

    /// A Region with these clusters.
    public init(_ name: String, clusters: [Cluster]) {
      self.name = name
      self.clusters = clusters
    }
  }

  /// One account. Any role name of it can be assumed, unless `refusesRoles`.
  public struct Account: Sendable {
    /// Twelve digits.
    public var id: String
    /// What AssumeRole must bring along; `nil`: nothing.
    public var externalID: String?
    /// Whether every AssumeRole is answered AccessDenied.
    public var refusesRoles: Bool
    /// Its Regions; others exist and are empty.
    public var regions: [Region]
    /// Further Regions that are enabled, of those that AWS enables in no account by itself.
    public var optedIn: [String] = []

    /// An account.
    public init(_ id: String, externalID: String? = nil, refusesRoles: Bool = false, regions: [Region]) {
      self.id = id
      self.externalID = externalID
      self.refusesRoles = refusesRoles
      self.regions = regions
    }
  }

  /// The account of the root credentials, `MockOptions.accessKey`.
  public var callerAccount: String
  /// The accounts; the caller's own need not be among them.
  public var accounts: [Account]
  /// What ListAccounts tells; `nil` (default): the accounts are in no organization.
  public var organization: Organization?
  /// Topics that exist beside `ecs-agents` of the caller's account in every Region.
  public var topics: [String] = []
  /// From which every identifier and draw is made.
  public var seed: UInt64

  /// A fleet with exactly these accounts. `callerAccount` defaults to the first.
  public init(accounts: [Account], callerAccount: String? = nil, seed: UInt64 = 1) {
    self.accounts = accounts
    self.callerAccount = callerAccount ?? accounts.first?.id ?? Self.accountID(0)
    self.seed = seed
  }

  /// A regular fleet: every account has the same Regions, every Region the same clusters.
  ///
  /// The first account is the caller's own. Cluster names are `web`, `batch`, `api` …, then `cluster-7` …
  public init(
    accounts: Int = 1, regions: Int = 1, clusters: Int = 1, instances: Int = 10, disconnected: MockCount = .count(1), seed: UInt64 = 1
  ) {
    let names = (0..<clusters).map(Self.clusterName)
    let places = (0..<regions).map { region in
      Region(
        Self.regionName(region), clusters: names.map { Cluster($0, instances: instances, disconnected: disconnected) })
    }
    self.init(accounts: (0..<accounts).map { Account(Self.accountID($0), regions: places) }, seed: seed)
  }

  /// The account number of a regular fleet's account `index`, from 0: 111122223333, 222233334444 …
  public static func accountID(_ index: Int) -> String {
    guard index < 7 else { return String(600_000_000_000 + (index - 7) * 1_000_003) }
    return (1...3).map { String(repeating: String(index + $0), count: 4) }.joined()
  }

  /// The name of a regular fleet's Region `index`, from 0: us-east-1, eu-west-1, us-west-2 …
  public static func regionName(_ index: Int) -> String {
    let names = [
      "us-east-1", "eu-west-1", "us-west-2", "eu-central-1", "ap-southeast-2", "us-east-2", "ap-northeast-1", "eu-north-1", "ca-central-1",
      "ap-south-1", "sa-east-1", "us-west-1", "eu-west-2", "eu-west-3", "ap-southeast-1", "ap-northeast-2", "ap-northeast-3",
    ]
    return index < names.count ? names[index] : "xx-region-\(index)"
  }

  /// The name of a regular fleet's cluster `index`, from 0.
  public static func clusterName(_ index: Int) -> String {
    let names = ["web", "batch", "api", "jobs", "search", "data"]
    return index < names.count ? names[index] : "cluster-\(index + 1)"
  }
}
