/// Why a request is not let in. Each protocol has its own words for it: `Refusal.init(_:service:)`.
enum SignatureProblem: Error, Equatable {
  /// No `Authorization` header.
  case missing
  /// It cannot be read, or a header that must be signed is not.
  case incomplete(String)
  case unknownKey
  /// The session token does not belong to the access key.
  case wrongToken
  case sessionExpired
  /// `X-Amz-Date` is too far from the server's time; the text is AWS's.
  case skewed(String)
  case mismatch
}
