import WireFormats

/// Names of sweeps and of attempts.
public enum SweepID {
  /// Whether a text can be a sweep's ID: 1 to 40 of `A-Z a-z 0-9 . _ -`.
  public static func isValid(_ text: String) -> Bool {
    (1...40).contains(text.utf8.count) && text.utf8.allSatisfy { $0 == 45 || $0 == 46 || $0 == 95 || isAlphanumeric($0) }
  }

  /// `20261123T030405Z-8f3a`: sorts by time, and differs where two begin in one second.
  public static func new(at seconds: Double) -> String {
    "\(DateFormats.basic(seconds.rounded(.down)))-\(randomHex().prefix(4))"
  }

  /// What tells one attempt at a sweep from another.
  public static func randomHex() -> String {
    String(UInt64.random(in: .min ... .max), radix: 16)
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
  }
}
