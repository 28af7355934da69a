/// Which names are meant, of clusters or of Regions: names, globs (`*`, `?`), and `!` excludes that always win.
///
/// Only excludes means all others; no patterns at all means every name.
public struct NameFilter: Hashable, Sendable {
  /// The patterns as they were written.
  public let patterns: [String]

  /// A filter of patterns.
  public init(_ patterns: [String] = []) {
    self.patterns = patterns
  }

  /// Whether this name is meant.
  public func matches(_ name: String) -> Bool {
    if excludes.contains(where: { Glob.matches($0, name) }) { return false }
    return includes.isEmpty || includes.contains { Glob.matches($0, name) }
  }

  /// The includes that are one name: one that is found nowhere is a mistake, and reported.
  public var literals: [String] { includes.filter { !Glob.isPattern($0) } }

  /// The includes that are patterns; only excludes, or nothing, includes everything.
  public var wildcards: [String] { includes.isEmpty ? ["*"] : includes.filter { Glob.isPattern($0) } }

  /// Whether every name is meant.
  public var isEverything: Bool { excludes.isEmpty && (includes.isEmpty || includes.contains("*")) }

  private var includes: [String] { patterns.filter { !$0.hasPrefix("!") } }
  private var excludes: [String] { patterns.filter { $0.hasPrefix("!") }.map { String($0.dropFirst()) } }
}

/// File-name patterns: `*` stands for any run of characters, `?` for one.
public enum Glob {
  /// Whether `pattern` has a wildcard.
  public static func isPattern(_ pattern: String) -> Bool { pattern.contains { $0 == "*" || $0 == "?" } }

  /// Whether `text` as a whole is what `pattern` describes. Linear in both for each `*`.
  public static func matches(_ pattern: String, _ text: String) -> Bool {
    let (pattern, text) = (Array(pattern.utf8), Array(text.utf8))
    var (p, t) = (0, 0)
    var retry: (p: Int, t: Int)?
    while t < text.count {
      if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
        retry = (p, t)
        p += 1
      } else if p < pattern.count, pattern[p] == UInt8(ascii: "?") || pattern[p] == text[t] {
        p += 1
        t += 1
      } else if let last = retry {
        retry = (last.p, last.t + 1)
        (p, t) = (last.p + 1, last.t + 1)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
