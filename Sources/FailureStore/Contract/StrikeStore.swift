public import AgentHealth

/// The contract of every store: what is kept between sweeps, topic by topic.
///
/// Claims are by direction: after any loss no strike is counted twice and nothing is killed earlier; strikes, and at most one window of
/// budget, may be lost. Everything a store keeps expires, but the layout version, the owner, and the pauses, which end by themselves.
public protocol StrikeStore: JournalStore, BudgetStore, BrakeStore, ReplacementStore, PauseStore, ToldStore {
  /// Where this store is, for people: `file .state/strikes.json`, `redis cache.example.com:6379`. Never holds a secret.
  var name: String { get }

  /// Checks the layout version and who owns the keys, and claims them where nobody does. An older layout is migrated.
  ///
  /// A read-only store writes nothing, and accepts keys that nobody owns and an older layout. Only a read-only store may be opened as nobody
  /// in particular (nil): then it is read whoever owns it.
  /// Throws ``StoreError`` of kind `owner` or `schema` where they are another's or newer.
  func open(as owner: StoreOwner?) async throws(StoreError)

  /// Who owns what is kept; nil where nobody has claimed it.
  func owner() async throws(StoreError) -> StoreOwner?

  /// Every target that was counted within 30 days, and when last: what commands look through that know no targets themselves.
  func targets() async throws(StoreError) -> [Target: Timestamp]

  /// Reads what is remembered of `targets`, in one pipeline. Targets of which nothing is known have an empty ``Memory``.
  func recall(_ targets: [Target]) async throws(StoreError) -> [Target: Memory]

  /// Takes each target's turn and writes its counts, whole blocks at a time.
  ///
  /// Never throws for one target: each has its own ``CountResult``.
  func count(_ counts: [TargetCount]) async -> [Target: CountResult]

  /// Removes the strikes of these container instances, as if they had never been seen disconnected.
  func clear(_ instances: Set<String>, of target: Target) async throws(StoreError)

  /// Whether the store is fit to be used by `owner`: reached, not another's, writable. For `doctor`, whatever the access; the store need
  /// not be open. Claims nothing and leaves nothing behind.
  func checkup(as owner: StoreOwner) async -> [Finding]

  /// Gives up what the store holds open, such as a lock file or a connection.
  func close() async
}
