internal import Network
internal import SigV4

/// Keeps derived signing keys for their day: deriving one costs more than signing with it.
final class SigningKeyCache: Sendable {
  private struct Key: Hashable {
    let scope: SigningScope
    let accessKeyID: String
    let secret: String
  }

  /// More than 50 accounts × 17 Regions × 5 services need. Sessions come and go, so the cache is emptied when it is full.
  private static let capacity = 8192

  private let keys = Lock<[Key: SigningKey]>([:])

  func key(for credentials: Credentials, scope: SigningScope) -> SigningKey {
    let id = Key(scope: scope, accessKeyID: credentials.accessKeyID, secret: credentials.secretAccessKey)
    if let key = keys.withLock({ $0[id] }) { return key }
    let key = SigningKey(secret: credentials.secretAccessKey, scope: scope)
    keys.withLock { keys in
      if keys.count >= Self.capacity { keys.removeAll() }
      keys[id] = key
    }
    return key
  }
}
