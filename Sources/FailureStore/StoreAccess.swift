/// What a store may do with what it keeps.
public enum StoreAccess: Hashable, Sendable {
  /// Reads only and leaves no trace: no key, no file, no folder, no lock. For plans.
  case readOnly
  /// Reads and writes. A file is then locked against other sweeps while it is open.
  case readWrite
}

extension StoreError {
  /// The answer of a read-only store to anything that writes.
  static func readOnly(_ store: String) -> StoreError {
    StoreError(.unavailable, "\(store) was opened read-only: nothing is written to it")
  }
}
