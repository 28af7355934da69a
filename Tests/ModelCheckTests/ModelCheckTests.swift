import Foundation
import Testing

/// The rules against every order of things: random fleets, faults, crashes, retries, jumps of the store's clock, up to eight sweeps at once.
@Suite("The model check")
struct ModelCheckTests {
  /// How many sweeps; `make simulate` asks for more. `…_SEED` begins elsewhere, or replays what a failure names.
  static let environment = ProcessInfo.processInfo.environment
  static let wanted = environment["ECS_AGENT_MONITOR_SIMULATED_SWEEPS"].flatMap(Int.init) ?? 100_000
  static let firstSeed = environment["ECS_AGENT_MONITOR_SIMULATION_SEED"].flatMap(UInt64.init) ?? 1

  @Test("finds no order of things in which a rule is broken", arguments: 0..<2)
  func holds(half: Int) {
    let wanted = (Self.wanted + 1 - half) / 2
    var (sweeps, mutations, seed) = (0, 0, Self.firstSeed + UInt64(half))
    while sweeps < wanted {
      var simulation = Simulation(seed: seed)
      do throws(Violation) {
        try simulation.run()
      } catch {
        print("ECS_AGENT_MONITOR_SIMULATION_SEED=\(seed) ECS_AGENT_MONITOR_SIMULATED_SWEEPS=1 Tests/run --filter ModelCheckTests")
        Issue.record("seed \(seed): \(error)")
        return
      }
      sweeps += simulation.sweeps
      mutations += simulation.state.mutations
      seed += 2
    }
    print("\(sweeps) simulated sweeps, \(mutations) changes, every second seed of \(Self.firstSeed)..<\(seed)")
    #expect(mutations + 100 >= wanted / 25, "the fleets are too quiet to prove anything")
  }

  /// The rare ones begin with a seed that found them once, so that they take no minutes.
  @Test("finds a rule that is wrong within 40,000 sweeps", arguments: Defect.all)
  func finds(defect: Defect) {
    var (sweeps, seed) = (0, defect.seed)
    while sweeps < 40_000 {
      var simulation = Simulation(seed: seed, rules: defect.rules)
      do throws(Violation) {
        try simulation.run()
      } catch {
        print("\(defect.name): after \(sweeps) sweeps, seed \(seed): \(error)")
        return
      }
      sweeps += simulation.sweeps
      seed += 1
    }
    Issue.record("not found: \(defect.name)")
  }
}
