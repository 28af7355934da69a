internal import Network

extension RedisError {
  /// - Parameter connecting: whether the connection was still being made
  init(_ error: NetworkError, connecting: Bool) {
    let code: Code
    switch error.code {
    case .cancelled: code = .cancelled
    case .timedOut: code = connecting ? .connect : .timedOut
    case .stopped: code = .closed
    default: code = connecting ? .connect : .closed
    }
    // The transport's text begins with an http URL, because libcurl makes the connection; nobody asked for HTTP.
    let text = error.message.replacing(prefixes: ["http://", "https://"])
    self.init(code, "Redis at \(text)")
  }
}

extension String {
  fileprivate func replacing(prefixes: [String]) -> Substring {
    prefixes.first { hasPrefix($0) }.map { dropFirst($0.count) } ?? self[...]
  }
}
