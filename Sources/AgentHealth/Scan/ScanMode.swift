/// How the container instances of a target are read.
public enum ScanMode: String, Hashable, Sendable, CaseIterable {
  /// List and describe every one.
  case full
  /// Let ECS count them and list the disconnected; describe those and what had strikes.
  case filtered
}
