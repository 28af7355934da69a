/// What will happen by itself, and when. Looked at before every request, so no timer is needed and a passed clock decides.
struct EventQueue {
  enum Change {
    /// A detaching member leaves its group.
    case detached(Group, instance: String, Region)
    /// The group noticed that it is unhealthy.
    case unhealthy(Group, EC2Instance, Region)
    /// A hook has kept it for as long as it may.
    case hookOver(Group, EC2Instance, Region)
    case running(Group, EC2Instance, Region)
    case register(EC2Instance, Group, Region)
    case terminated(EC2Instance, Region)
    /// No longer shown, an hour after termination.
    case forgotten(EC2Instance, Region)
  }

  private struct Entry {
    let time: Double
    let order: Int
    let change: Change
  }

  private var entries: [Entry] = []
  private var count = 0

  mutating func add(at time: Double, _ change: Change) {
    count += 1
    let entry = Entry(time: time, order: count, change: change)
    let index = entries.firstIndex { ($0.time, $0.order) < (entry.time, entry.order) } ?? entries.endIndex
    entries.insert(entry, at: index)
  }

  /// The next change that is due, with the time it was due at. The latest entries stand first, so that taking is cheap.
  mutating func next(before now: Double) -> (Double, Change)? {
    guard let last = entries.last, last.time <= now else { return nil }
    entries.removeLast()
    return (last.time, last.change)
  }
}
