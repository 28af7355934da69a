/// What the loop thread knows from the start.
struct LoopSettings {
  let maxInFlight: Int
  let maxPerEndpoint: Int
  let connectTimeout: Duration
  let usesProxyEnvironment: Bool
  let monotonic: @Sendable () -> Duration
  let caFile: String?
  /// TLS sessions of all handles.
  let share: UnsafeMutableRawPointer
}
