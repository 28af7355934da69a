import Foundation
import Testing

/// The rules against every order of things: random fleets, faults, crashes, retries, jumps of the store's clock, up to eight sweeps at once.
@Suite("The model check")
struct ModelCheckTests {
  /// How many sweeps; `make simulate` asks for more. `…_SEED` begins elsewhere, or replays what a failure names.
  static let environment = ProcessInfo.processInfo.environment
  static let wanted = environment["ECS_AGENT_MONITOR_SIMULATED_SWEEPS"].flatMap(Int.init) ?? 100_000
  static let firstSeed = environment["ECS_AGENT_MONITOR_SIMULATION_SEED"].flatMap(UInt64.init) ?? 1

  @Test("finds no order of things in which a rule is broken")
  func holds() {
    var (sweeps, mutations, seed) = (0, 0, Self.firstSeed)
    while sweeps < Self.wanted {
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
      seed += 1
    }
    print("\(sweeps) simulated sweeps, \(mutations) changes, seeds \(Self.firstSeed)..<\(seed)")
    #expect(mutations > Self.wanted / 20, "the fleets are too quiet to prove anything")
  }

  @Test("finds a rule that is wrong within 60,000 sweeps", arguments: Defect.all)
  func finds(defect: Defect) {
    var (sweeps, seed) = (0, UInt64(1))
    while sweeps < 60_000 {
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
