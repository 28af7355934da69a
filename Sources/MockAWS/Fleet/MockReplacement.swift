/// What comes of the instances that a group launches.
public enum MockReplacement: Sendable, Equatable {
  /// They run and register, connected.
  case healthy
  /// They run and register, but their agent is disconnected at once (a bad AMI).
  case disconnected
  /// They run and never register.
  case neverRegisters
  /// Nothing can be launched.
  case failsToLaunch
}
