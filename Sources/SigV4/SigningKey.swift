/// The key that a secret gives for one scope. Deriving it costs four HMACs, so whoever signs often keeps it for the day.
///
/// It can sign for its scope only; its description shows nothing of it.
public struct SigningKey: Sendable, CustomStringConvertible, CustomReflectable {
  /// The day, Region and service that the key signs for.
  public let scope: SigningScope
  private let key: HMACKey

  /// Derives the key from the secret access key.
  public init(secret: String, scope: SigningScope) {
    let day = HMACKey(Array("AWS4\(secret)".utf8)).code(Array(scope.day.utf8))
    let region = HMACKey(day).code(Array(scope.region.utf8))
    let service = HMACKey(region).code(Array(scope.service.utf8))
    self.scope = scope
    self.key = HMACKey(HMACKey(service).code(Array("aws4_request".utf8)))
  }

  /// The signature of a string to sign, in 64 lower-case hexadecimal digits.
  public func signature(of stringToSign: [UInt8]) -> String {
    Hex.string(key.code(stringToSign))
  }

  /// Names the scope, never the key.
  public var description: String { "signing key for \(scope.text)" }

  /// Hides the key from `dump` and from reflection.
  public var customMirror: Mirror { Mirror(self, children: ["scope": scope]) }
}
