internal import Network

/// Bounds the retries against a service that is in trouble: 500 tokens for each account, Region and service, as botocore has them for each
/// client.
final class RetryQuota: Sendable {
  struct Key: Hashable, Sendable {
    let account: String
    let region: String
    let service: String
  }

  static let capacity = 500

  /// Only those that are not full.
  private let tokens = Lock<[Key: Int]>([:])

  /// False when there are not enough tokens left: then there is no retry.
  func take(_ cost: Int, from key: Key) -> Bool {
    tokens.withLock { tokens in
      let left = tokens[key] ?? Self.capacity
      guard left >= cost else { return false }
      tokens[key] = left - cost
      return true
    }
  }

  /// After a success: what its last retry took, or 1 when there was none.
  func giveBack(_ amount: Int, to key: Key) {
    tokens.withLock { tokens in
      guard let left = tokens[key] else { return }
      tokens[key] = left + amount >= Self.capacity ? nil : left + amount
    }
  }
}
