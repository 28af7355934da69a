internal import CLibcurl
internal import Glibc

/// What has to be done once in a process before libcurl is used.
enum Libcurl {
  /// `CURLE_OK`, or why libcurl cannot be used.
  static let start: CURLcode = {
    // libcurl sets NOSIGNAL, but OpenSSL writes to sockets by itself: a closed peer must be an error, not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    clibcurl_keep_freed_memory()
    return curl_global_init(Int(CURL_GLOBAL_DEFAULT))
  }()
}

extension Duration {
  /// Whole milliseconds, at least 1 (libcurl takes 0 for "no limit"), at most what fits in an `int`.
  var curlMilliseconds: Int {
    let (seconds, attoseconds) = components
    if seconds >= Int64(Int32.max) / 1000 { return Int(Int32.max) }
    return max(1, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
  }
}
