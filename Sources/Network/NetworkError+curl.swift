internal import CLibcurl

extension NetworkError {
  /// The error for a finished libcurl transfer.
  /// - Parameters:
  ///   - result: what libcurl returned, not `CURLE_OK`
  ///   - detail: the text of the handle's error buffer; empty when libcurl wrote none
  ///   - endpoint: scheme, host and port
  ///   - connected: whether a connection was ready to send on
  init(_ result: CURLcode, detail: String, endpoint: String, connected: Bool) {
    let text = detail.isEmpty ? String(cString: curl_easy_strerror(result)) : detail
    self.init(Self.code(result, connected: connected), "\(endpoint): \(text)")
  }

  private static func code(_ result: CURLcode, connected: Bool) -> Code {
    switch result {
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .resolve
    case CURLE_COULDNT_CONNECT: .connect
    case CURLE_OPERATION_TIMEDOUT: connected ? .timedOut : .connect
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
      CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_CLIENTCERT,
      CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_USE_SSL_FAILED:
      .tls
    case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR: .connectionLost
    default: .other(Int(result.rawValue))
    }
  }
}
