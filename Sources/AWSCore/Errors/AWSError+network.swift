internal import Network

/// The words that stand in `AWSError.code` for failures of the network.
enum NetworkCode {
  static let unavailable = "unavailable"
  static let stopped = "stopped"
  static let timedOut = "timedOut"
  static let nothingSent: Set<String> = ["resolve", "connect", "tls", unavailable, stopped]
}

extension AWSError {
  init(_ error: NetworkError) {
    let code =
      switch error.code {
      case .resolve: "resolve"
      case .connect: "connect"
      case .tls: "tls"
      case .timedOut: NetworkCode.timedOut
      case .connectionLost: "connectionLost"
      case .cancelled: "Cancelled"
      case .stopped: NetworkCode.stopped
      case .unavailable: NetworkCode.unavailable
      case .other(let number): "curl\(number)"
      }
    self.init(error.code == .cancelled ? .cancelled : .network, code: code, message: error.message)
  }
}
