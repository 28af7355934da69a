import AgentHealth
import FailureStore

extension Memory {
  /// Container instances that a remediation was begun of: described also where the listing misses them, for one of them may be deregistered
  /// and its machine run still.
  var begun: Set<String> { Set(journal.values.map(\.containerInstance)) }

  /// Whether we deregistered it: the journal says that we came so far, and ECS that it is so.
  func hasDismissed(_ sighting: Sighting) -> Bool {
    guard sighting.status == "INACTIVE", let entry = journal[sighting.ec2Instance] else { return false }
    return entry.containerInstance == sighting.containerInstance && entry.step != .tag && entry.step != .detach
  }
}
