/// The hard rules of a Region: no knob lifts them. While one speaks, the Region is held in every account.
public struct ControlPlane: Hashable, Sendable {
  /// Which rule speaks.
  public enum Rule: String, Hashable, Sendable {
    case suspected = "control_plane_suspected"
    case unreadable = "region_unreadable"
  }

  /// Which rule speaks.
  public let rule: Rule
  /// What it goes by: an account and Region, a zone, or a Region over all accounts.
  public let figures: BrakeFigures
  /// The figures, for people.
  public let detail: String

  /// Above this many disconnected in an account and Region only a tally is known of the rest.
  public static let sight = 1000
  /// All of so many in one account and Region.
  static let allOf = 3
  /// Half of so many, over two accounts at least.
  static let halfOf = 6

  /// All, or too many to look at, of an account and Region.
  static func suspected(_ account: String, _ region: String, _ figures: BrakeFigures, seen: Int) -> ControlPlane? {
    let place = "in \(account)/\(region)"
    if seen > sight {
      return ControlPlane(.suspected, figures, "\(seen) disconnected \(place), never more than \(sight) whatever the limit")
    }
    guard figures.observed >= allOf, figures.disconnected >= figures.observed else { return nil }
    return ControlPlane(.suspected, figures, "all \(figures.observed) observed are disconnected \(place)")
  }

  /// Half of a Region or zone, in more accounts than one.
  static func suspected(_ scope: BrakeScope, _ figures: BrakeFigures, accounts: Int) -> ControlPlane? {
    guard figures.observed >= halfOf, figures.disconnected * 2 >= figures.observed, accounts >= 2 else { return nil }
    return ControlPlane(.suspected, figures, "\(figures.text) \(scope.place), in \(accounts) accounts at once")
  }

  /// A Region of which too much was tried and failed. Access denied and what the deadline cut off do not count: those are no news of ECS.
  static func unreadable(_ region: String, _ readings: [Reading]) -> ControlPlane? {
    let tried = readings.count { $0.gap == .failed }
    if tried >= 2, tried * 10 > readings.count {
      return ControlPlane(.unreadable, BrakeFigures(), "\(tried) of \(readings.count) targets of \(region) could not be read")
    }
    let accounts = Dictionary(grouping: readings, by: \.account)
    let silent = accounts.filter { $0.value.allSatisfy { $0.gap == .failed && $0.isBlank } }.keys.sorted()
    guard accounts.count > 1, let first = silent.first else { return nil }
    return ControlPlane(.unreadable, BrakeFigures(), "nothing of account \(first) in \(region) could be read")
  }

  private init(_ rule: Rule, _ figures: BrakeFigures, _ detail: String) {
    self.rule = rule
    self.figures = figures
    self.detail = detail
  }
}

/// Why a target was not read completely.
public enum Gap: String, Hashable, Sendable, CaseIterable {
  /// A permission is missing.
  case accessDenied = "access_denied"
  /// The deadline or a signal came first.
  case notReached = "not_reached"
  /// It was tried, and failed.
  case failed
}

/// Whether a target, or all of an account in a Region, could be read.
public struct Reading: Hashable, Sendable {
  /// The account.
  public let account: String
  /// Why not completely; nil where it was, or where the reason lies in the configuration.
  public let gap: Gap?
  /// Whether nothing of it was read.
  public let isBlank: Bool

  /// A reading.
  public init(account: String, gap: Gap?, isBlank: Bool) {
    self.account = account
    self.gap = gap
    self.isBlank = isBlank
  }
}
