/// The faults in force, in the order in which they were given; the first that strikes a call is taken.
struct FaultPlan {
  private var faults: [MockFault] = []
  private var random: SeededRandom

  init(seed: UInt64) {
    random = SeededRandom(seed: seed, "faults")
  }

  mutating func add(_ fault: MockFault) {
    faults.append(fault)
  }

  mutating func clear() {
    faults = []
  }

  mutating func next(service: String, operation: String, account: String, region: String) -> MockFault.Kind? {
    for index in faults.indices where matches(faults[index], service, operation, account, region) {
      if faults[index].after > 0 {
        faults[index].after -= 1
        continue
      }
      if let times = faults[index].times, times <= 0 { continue }
      if faults[index].rate < 1, random.fraction() >= faults[index].rate { continue }
      faults[index].times = faults[index].times.map { $0 - 1 }
      return faults[index].kinds.randomElement(using: &random)
    }
    return nil
  }

  private func matches(_ fault: MockFault, _ service: String, _ operation: String, _ account: String, _ region: String) -> Bool {
    (fault.service ?? service) == service && (fault.operation ?? operation) == operation && (fault.account ?? account) == account
      && (fault.region ?? region) == region
  }
}
