/// Who owns a key prefix: another owner is refused by name.
public struct StoreOwner: Hashable, Sendable {
  /// The caller's AWS account.
  public let account: String
  /// The installation's name, `[A-Za-z0-9_.-]{1,32}`.
  public let installation: String

  /// An owner.
  public init(account: String, installation: String) {
    self.account = account
    self.installation = installation
  }
}
