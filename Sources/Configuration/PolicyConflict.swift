public import AgentHealth

/// Two entries of `accounts` that give one and the same target different policies.
///
/// Only what is sure from the file alone: a cluster that one entry names and both mean, or a pattern that both have. Whether two
/// different patterns ever meet in one cluster, and whether an unnamed account is also a named one, shows when the targets are known.
public struct PolicyConflict: Hashable, Sendable, CustomStringConvertible {
  /// The account's ID; nil means the caller's own.
  public let account: String?
  /// A Region that both have, or a pattern of Regions.
  public let region: String
  /// The name or pattern.
  public let cluster: String

  /// What the two entries are in conflict about; nil where they are not.
  public init?(_ first: AccountPlan, _ second: AccountPlan) {
    guard first.accountID == second.accountID, let region = Self.sharedRegion(first.regions, second.regions) else { return nil }
    let sharedPatterns = first.clusters.wildcards.filter { second.clusters.wildcards.contains($0) }
    let filters = [first, second].flatMap { [$0.clusters] + $0.policies.clusters.map(\.clusters) }
    let named = filters.flatMap(\.literals).map { (pattern: $0, name: $0) }
    let candidates = named + sharedPatterns.flatMap { pattern in Self.examples(of: pattern).map { (pattern: pattern, name: $0) } }
    let conflict = candidates.first { candidate in
      first.clusters.matches(candidate.name) && second.clusters.matches(candidate.name)
        && first.policies.policy(for: candidate.name) != second.policies.policy(for: candidate.name)
    }
    guard let conflict else { return nil }
    (account, self.region, cluster) = (first.accountID, region, conflict.pattern)
  }

  /// `cluster "web" of account 111122223333 in us-east-1`.
  public var description: String {
    "cluster \"\(cluster)\" of \(account.map { "account \($0)" } ?? "the caller's account") in \(region)"
  }

  /// A Region that one names and both mean, or a pattern that both have.
  private static func sharedRegion(_ first: NameFilter, _ second: NameFilter) -> String? {
    let named = (first.literals + second.literals).map { (pattern: $0, name: $0) }
    let shared = first.wildcards.filter { second.wildcards.contains($0) }.flatMap { pattern in
      examples(of: pattern).map { (pattern: pattern, name: $0) }
    }
    return (named + shared).first { first.matches($0.name) && second.matches($0.name) }?.pattern
  }

  /// Names that a pattern describes: enough of them that one escapes the usual excludes.
  private static func examples(of pattern: String) -> [String] {
    ["x", "cluster", "0", "x-x-x"].map { pattern.replacing("*", with: $0).replacing("?", with: "x") }
  }
}
