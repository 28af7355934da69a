/// An Amazon Resource Name, in its six parts.
public struct ARN: Hashable, Sendable, CustomStringConvertible {
  /// `aws`, `aws-cn`, …
  public let partition: String
  /// Such as `sns`.
  public let service: String
  /// Empty for global resources.
  public let region: String
  /// 12 digits; empty for what belongs to no account.
  public let account: String
  /// Everything behind the fifth colon.
  public let resource: String

  /// Nil for a text that is no ARN.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 6, parts[0] == "arn", !parts[1].isEmpty, !parts[2].isEmpty, !parts[5].isEmpty else { return nil }
    partition = parts[1]
    service = parts[2]
    region = parts[3]
    account = parts[4]
    resource = parts[5]
  }

  /// The text.
  public var description: String { "arn:\(partition):\(service):\(region):\(account):\(resource)" }
}
