/// How much longer a call may go on trying.
struct Patience {
  /// On the monotonic clock.
  let deadline: Duration
  /// How often in a row a server was not to be reached.
  var failedConnections = 0
  /// How often other servers were named, one after the other.
  var redirections = 0
  /// Waits so far.
  var pauses = 0

  /// More redirections than this without a pause are a cluster that does not agree with itself.
  static let redirectionsAtOnce = 5
}
