/// Why an operation has no result: one shape for everything from a refusal to a lost connection.
///
/// Its texts are one line each and free of secrets: session tokens that a service quotes are cut out before they get here.
public struct AWSError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Who or what failed.
  public enum Kind: String, Hashable, Sendable {
    /// AWS answered with an error; `code` and `status` are AWS's.
    case service
    /// No answer, or not all of it; `code` names how, such as `timedOut`.
    case network
    /// An answer that says success but is garbled, cut or without a member that it must have.
    case malformed
    /// There are no usable credentials.
    case credentials
    /// The credentials belong to another account than the one that was named.
    case wrongAccount
    /// A setting that cannot be used, such as an endpoint URL or a Region name.
    case configuration
    /// The task was cancelled.
    case cancelled
  }

  /// Who or what failed.
  public var kind: Kind
  /// AWS's error code, or a word of our own for the kinds that AWS does not know.
  public var code: String
  /// In words, one line; may be empty.
  public var message: String
  /// Such as `ecs`; empty where no call was meant.
  public var service = ""
  /// Such as `ListClusters`; empty where no call was meant.
  public var operation = ""
  /// 100…599, nil without an answer.
  public var status: Int?
  /// For AWS's support.
  public var requestID: String?
  /// The account that the call was made in, as far as it was known.
  public var account: String?
  /// The Region that the call was made in.
  public var region: String?
  /// From 1, where a listing failed after it began.
  public var page: Int?
  /// A change was asked for and its answer was lost: it may have been carried out.
  public var mayHaveActed = false
  /// How long the answer asked to wait before the next attempt, seconds.
  var retryAfter: Double?
  /// How far the signature's time was ahead of the answer's `Date`, seconds; nil where there was none.
  var signatureSkew: Double?

  /// An error that is not bound to a call yet.
  public init(_ kind: Kind, code: String, message: String) {
    self.kind = kind
    self.code = code
    self.message = OneLine.text(message, limit: 400)
  }

  /// One line for people: what was asked, where, and what came back.
  public var description: String {
    var text = [service, operation].filter { !$0.isEmpty }.joined(separator: " ")
    if let page { text += " page \(page)" }
    let place = [account, region].compactMap { $0 }.joined(separator: " ")
    if !place.isEmpty { text += (text.isEmpty ? "" : " in ") + place }
    if !text.isEmpty { text += ": " }
    text += code
    if let status { text += " (HTTP \(status))" }
    if !message.isEmpty { text += ": \(message)" }
    if let requestID { text += " [request \(requestID)]" }
    if mayHaveActed { text += " (its answer was lost: it may have been carried out)" }
    return text
  }

  static let cancelled = AWSError(.cancelled, code: "Cancelled", message: "the sweep was told to stop, or its time was up")
}
