internal import CLibcurl

/// Owner of one libcurl easy handle. Handles are kept and used again: the options that never change are set once.
final class EasyHandle {
  /// What the handle works for at the moment.
  enum Owner {
    case transfer(Transfer)
    case socket(RawSocket)
  }

  /// More than any answer of AWS; a larger one would only exhaust the memory of a small function.
  static let largestBody = 64 << 20

  let curl: UnsafeMutableRawPointer
  var owner: Owner?
  var body: [UInt8] = []
  private var list: UnsafeMutablePointer<curl_slist>?
  private let errorText: UnsafeMutablePointer<CChar>

  /// `nil` when out of memory.
  init?(_ settings: LoopSettings) {
    guard let curl = curl_easy_init() else { return nil }
    self.curl = curl
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))

    set(CURLOPT_ERRORBUFFER, pointer: errorText)
    set(CURLOPT_PRIVATE, pointer: Unmanaged.passUnretained(self).toOpaque())
    clibcurl_setopt_write(curl, EasyHandle.write, Unmanaged.passUnretained(self).toOpaque())
    clibcurl_close_on_exec(curl)
    set(CURLOPT_NOSIGNAL, 1)
    // A timeout while the resolver's thread is stuck must not wait for that thread: it would stop all transfers.
    set(CURLOPT_QUICK_EXIT, 1)
    set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    set(CURLOPT_PROTOCOLS_STR, string: "http,https")
    set(CURLOPT_FOLLOWLOCATION, 0)
    // Path and query are signed: they must go out as they came.
    set(CURLOPT_PATH_AS_IS, 1)
    set(CURLOPT_BUFFERSIZE, 128 << 10)
    set(CURLOPT_CONNECTTIMEOUT_MS, settings.connectTimeout.curlMilliseconds)
    set(CURLOPT_SHARE, pointer: settings.share)
    setTrust(caFile: settings.caFile)
    if !settings.usesProxyEnvironment { set(CURLOPT_PROXY, string: "") }
  }

  deinit {
    curl_easy_cleanup(curl)
    curl_slist_free_all(list)
    errorText.deallocate()
  }

  /// What libcurl wrote about the last failure; empty for nothing.
  var detail: String { String(cString: errorText) }

  /// Whether a connection was ready to send on: before that, nothing of the request can have reached the server.
  var wasConnected: Bool { clibcurl_getinfo_offset(curl, CURLINFO_PRETRANSFER_TIME_T) > 0 }

  /// Connections that the last transfer opened.
  var newConnections: Int { wasConnected ? clibcurl_getinfo_long(curl, CURLINFO_NUM_CONNECTS) : 0 }

  func set(_ option: CURLoption, _ value: Int) {
    clibcurl_setopt_long(curl, option, value)
  }

  func set(_ option: CURLoption, string: String?) {
    clibcurl_setopt_string(curl, option, string)
  }

  func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer?) {
    clibcurl_setopt_pointer(curl, option, pointer)
  }

  /// Verification is never off. No directory of certificates: with one, libcurl reads all of them anew for each connection (16 ms of CPU).
  func setTrust(caFile: String?) {
    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    set(CURLOPT_CAINFO, string: caFile)
    set(CURLOPT_CAPATH, string: nil)
    set(CURLOPT_PROXY_CAINFO, string: caFile)
    set(CURLOPT_PROXY_CAPATH, string: nil)
  }

  /// Replaces the request headers.
  func set(headerLines: [String]) -> Bool {
    var new: UnsafeMutablePointer<curl_slist>?
    for line in headerLines {
      guard let longer = curl_slist_append(new, line) else {
        curl_slist_free_all(new)
        return false
      }
      new = longer
    }
    set(CURLOPT_HTTPHEADER, pointer: new)
    curl_slist_free_all(list)
    list = new
    return true
  }

  /// Makes it ready for the next use, without what the last one left.
  func clear() {
    owner = nil
    body = []
    errorText[0] = 0
    _ = set(headerLines: [])
    // Frees libcurl's copy of the body.
    set(CURLOPT_COPYPOSTFIELDS, pointer: nil)
    set(CURLOPT_HTTPGET, 1)
  }

  private static let write: clibcurl_write = { bytes, size, count, context in
    guard let context, let bytes else { return 0 }
    return Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue().append(UnsafeRawBufferPointer(start: bytes, count: size * count))
  }

  /// Returning less than was offered ends the transfer with `CURLE_WRITE_ERROR`.
  private func append(_ bytes: UnsafeRawBufferPointer) -> Int {
    if body.count + bytes.count > Self.largestBody { return 0 }
    if body.isEmpty {
      let announced = Int(clibcurl_getinfo_offset(curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T))
      // An announcement is only a claim: beyond a few MB the memory is taken when the bytes come.
      if announced > 0 { body.reserveCapacity(min(announced, 4 << 20)) }
    }
    body.append(contentsOf: bytes)
    return bytes.count
  }
}
