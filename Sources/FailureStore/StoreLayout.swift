/// How the stores lay out what they keep.
enum StoreLayout {
  /// The version of keys, file and texts that this program writes. A newer one is refused, an older one migrated.
  ///
  /// Version 2 added pauses, budgets, tallies, holds, what was told, and the index of targets. A program that knows only version 1 would
  /// act over a pause, so it has to refuse such a store.
  static let version = 2
  /// The oldest version that is migrated.
  static let oldestVersion = 1

  /// How long a sweep's mark and the journal are kept; the state table of the documentation says why.
  static let markLifetime: Duration = .seconds(30 * 86400)
  /// How long is remembered what a message said.
  static let toldLifetime: Duration = .seconds(7 * 86400)

  /// Refuses a layout that this program cannot read.
  static func check(_ found: Int?, in store: String) throws(StoreError) {
    guard let found, found >= oldestVersion else {
      throw StoreError(.schema, "\(store): what is kept there was not written by ecs-agent-monitor; use another place or key prefix")
    }
    if found > version {
      throw StoreError(
        .schema,
        "\(store): its layout is version \(found), and this program knows only version \(version); use the newer ecs-agent-monitor")
    }
  }
}

extension StoreOwner {
  /// Refuses what belongs to somebody else, by name.
  func check(against holder: StoreOwner, in store: String) throws(StoreError) {
    if holder == self { return }
    throw StoreError(
      .owner,
      "\(store) belongs to account \(holder.account), installation '\(holder.installation)'; this is account \(account), "
        + "installation '\(installation)': give each its own file or key prefix")
  }
}
