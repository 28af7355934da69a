internal import CLibcurl

extension EasyHandle {
  /// Sets what differs between requests.
  func prepare(_ request: HTTPRequest) throws(NetworkError) {
    set(CURLOPT_URL, string: request.url)
    set(CURLOPT_TIMEOUT_MS, request.timeout.curlMilliseconds)
    set(CURLOPT_FRESH_CONNECT, request.outcomeMatters ? 1 : 0)
    // NULL: as the environment's no_proxy says.
    set(CURLOPT_NOPROXY, string: request.usesProxy ? nil : "*")
    set(CURLOPT_NOBODY, 0)
    if request.body.isEmpty && !["POST", "PUT", "PATCH"].contains(request.method) {
      set(CURLOPT_HTTPGET, 1)
      set(CURLOPT_NOBODY, request.method == "HEAD" ? 1 : 0)
      set(CURLOPT_CUSTOMREQUEST, string: ["GET", "HEAD"].contains(request.method) ? nil : request.method)
    } else {
      set(CURLOPT_POST, 1)
      clibcurl_setopt_offset(curl, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count))
      if request.body.isEmpty {
        // NULL would mean "ask a read callback".
        set(CURLOPT_COPYPOSTFIELDS, string: "")
      } else {
        request.body.withUnsafeBytes { bytes in
          set(CURLOPT_COPYPOSTFIELDS, pointer: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
        }
      }
      set(CURLOPT_CUSTOMREQUEST, string: request.method == "POST" ? nil : request.method)
    }
    guard set(headerLines: try Self.lines(request)) else { throw NetworkError(.other(Int(CURLE_OUT_OF_MEMORY.rawValue)), "out of memory") }
  }

  /// The headers as libcurl wants them: `Name: value`, `Name;` for an empty value, `Name:` to leave out one that it would add.
  private static func lines(_ request: HTTPRequest) throws(NetworkError) -> [String] {
    var lines: [String] = []
    lines.reserveCapacity(request.headers.count + 3)
    var hasAccept = false
    var hasContentType = false
    for (name, value) in request.headers {
      if name.isEmpty || !name.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: ";") })
        || value.utf8.contains(where: { $0 == 0 || $0 == 0x0A || $0 == 0x0D })
      {
        // Not the value: it may be a secret. A name is not, but a broken one may hold anything.
        throw NetworkError(.other(Int(CURLE_BAD_FUNCTION_ARGUMENT.rawValue)), "a request header holds a character that is not allowed")
      }
      lines.append(value.isEmpty ? "\(name);" : "\(name): \(value)")
      switch name.utf8.count {
      case 6: hasAccept = hasAccept || name.lowercased() == "accept"
      case 12: hasContentType = hasContentType || name.lowercased() == "content-type"
      default: break
      }
    }
    // `Expect: 100-continue` would cost a round trip for each body over 1 MB.
    lines.append("Expect:")
    if !hasAccept { lines.append("Accept:") }
    if !hasContentType { lines.append("Content-Type:") }
    return lines
  }

  /// The headers of the final answer, name NUL value NUL …
  func headerBlock() -> [UInt8] {
    var block: [UInt8] = []
    block.reserveCapacity(512)
    var previous: UnsafeMutablePointer<curl_header>?
    while let header = curl_easy_nextheader(curl, UInt32(CURLH_HEADER), -1, previous) {
      append(header.pointee.name, to: &block)
      append(header.pointee.value, to: &block)
      previous = header
    }
    return block
  }

  private func append(_ text: UnsafeMutablePointer<CChar>?, to block: inout [UInt8]) {
    var next = text
    // libcurl 7.88 leaves the line's CR in a value that is empty.
    while let character = next, character.pointee != 0, character.pointee != 0x0D {
      block.append(UInt8(bitPattern: character.pointee))
      next = character + 1
    }
    block.append(0)
  }
}
