/// TLS of a raw connection. The certificate is always verified, against the name that was given for the host, which is also sent as SNI.
public struct TLS: Sendable {
  /// PEM file of the authorities to trust; `nil` for those of the event loop.
  public var caFile: String?
  /// PEM file of the client's certificate, with its chain; `nil` for none.
  public var certificateFile: String?
  /// PEM file of the client certificate's key; `nil` when it is in `certificateFile`.
  public var keyFile: String?

  /// Verified TLS.
  public init(caFile: String? = nil, certificateFile: String? = nil, keyFile: String? = nil) {
    self.caFile = caFile
    self.certificateFile = certificateFile
    self.keyFile = keyFile
  }
}
