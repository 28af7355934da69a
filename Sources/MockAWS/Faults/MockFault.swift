/// Something that goes wrong, for calls that match, as often as said.
public struct MockFault: Sendable {
  /// What goes wrong.
  public enum Kind: Sendable, Equatable {
    /// An answer of this status (500, 502, 503, 504 …) instead of carrying the call out.
    case status(Int)
    /// The service's own words for too many requests; not carried out.
    case throttle
    /// The service's own words for a missing permission; not carried out.
    case accessDenied
    /// Any error of the service; not carried out.
    case refuse(code: String, message: String, status: Int)
    /// The connection is closed without an answer; not carried out.
    case close
    /// The connection is closed without an answer; carried out.
    case cut
    /// Half of the answer, then the connection is closed; carried out.
    case truncate
    /// Half of the answer, whose Content-Length says that this is all; carried out.
    case garble
    /// An answer of this status although the call is carried out.
    case statusAfter(Int)
    /// The answer comes, but so many seconds late.
    case slow(Double)

    /// `500`, `throttle`, `denied`, `close`, `cut`, `truncate`, `garble`, `after500`, `slow` (1 s) or `slow2.5`; `nil` for anything else.
    public init?(_ text: String) {
      switch text {
      case "throttle": self = .throttle
      case "denied": self = .accessDenied
      case "close": self = .close
      case "cut": self = .cut
      case "truncate": self = .truncate
      case "garble": self = .garble
      case "slow": self = .slow(1)
      default:
        if let status = Int(text), (400...599).contains(status) {
          self = .status(status)
        } else if text.hasPrefix("after"), let status = Int(text.dropFirst(5)), (400...599).contains(status) {
          self = .statusAfter(status)
        } else if text.hasPrefix("slow"), let seconds = Double(text.dropFirst(4)), (0...3600).contains(seconds) {
          self = .slow(seconds)
        } else {
          return nil
        }
      }
    }
  }

  /// One of them is drawn each time.
  public var kinds: [Kind]
  /// Only for this service, such as `ecs`; `nil`: all.
  public var service: String?
  /// Only for this operation; `nil`: all.
  public var operation: String?
  /// Only for this account; `nil`: all.
  public var account: String?
  /// Only in this Region; `nil`: all.
  public var region: String?
  /// The share of matching calls, 0 to 1, drawn by the fleet's seed.
  public var rate = 1.0
  /// How many matching calls pass before the first fault.
  public var after = 0
  /// How many faults at most; `nil`: without end.
  public var times: Int?

  /// A fault for every matching call; set the other members for less.
  public init(
    _ kinds: Kind..., service: String? = nil, operation: String? = nil, account: String? = nil, region: String? = nil, rate: Double = 1,
    after: Int = 0, times: Int? = nil
  ) {
    self.kinds = kinds
    self.service = service
    self.operation = operation
    self.account = account
    self.region = region
    self.rate = rate
    self.after = after
    self.times = times
  }
}
