internal import Network

/// What a person should know about credentials although it went well so far, such as a renewal that failed while the old ones still are
/// good. Shared by all caches of a sweep; each text is kept once.
public final class CredentialNotices: Sendable {
  private let texts = Lock<[String]>([])

  /// None yet.
  public init() {}

  /// In the order in which they came, each one line without secrets.
  public var all: [String] { texts.withLock { $0 } }

  func add(_ text: String) {
    texts.withLock { texts in
      if !texts.contains(text) { texts.append(text) }
    }
  }
}
