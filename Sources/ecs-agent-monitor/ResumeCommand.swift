import AWSCore
import AgentHealth
import ArgumentParser
import FailureStore
import Reports
import SweepSession

/// `ecs-agent-monitor resume`: ends a pause before its time.
struct ResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "End the pause of exactly the scope that was paused, or all pauses.",
    discussion: """
      With --group also the group's failed replacements are forgotten, so that its instances are replaced again. Exit status: 0 resumed, 1 runtime failure, 64 there is no such pause or wrong usage, 78 configuration.
      """)

  @OptionGroup var installation: InstallationOptions
  @Flag(help: "End all pauses, also those that cannot be read.") var all = false
  @OptionGroup(title: "Scope (as it was paused; none is everything)") var scope: PauseScopeOptions
  @Option(help: "The report's format.") var format = ReportFormat.text

  func validate() throws {
    if all && scope.isGiven { throw ValidationError("--all goes without a scope") }
  }

  func run() async throws {
    let session = try Session(installation, mode: .apply, name: "resume")
    defer { session.end() }
    let (scope, all) = (scope, all)
    let report = try await session.operating { store, home throws(Refusal) in
      let scope = try scope.scope(session.plans(home: home.id))
      let kept = try await store.orRefuse { () async throws(StoreError) in try await store.pauses() }
      var ended = kept.list
      var forgiven: [String] = []
      if all {
        try await store.orRefuse { () async throws(StoreError) in try await store.resumeAll() }
      } else {
        let isResumed = try await store.orRefuse { () async throws(StoreError) in try await store.resume(scope) }
        forgiven = try await store.orRefuse { () async throws(StoreError) in try await store.forgive(scope) }
        guard isResumed || !forgiven.isEmpty else {
          let others = kept.list.map(\.scope.description).joined(separator: "; ")
          throw Refusal(.usage, "\(scope) is not paused; paused are: \(others.isEmpty ? "none" : others)")
        }
        ended.removeAll { $0.scope != scope }
      }
      var report = PausesReport(
        store: store.name, change: .resumed, by: home.identity.description, pauses: Pauses(ended), now: session.now)
      report.forgiven = forgiven
      if kept.unreadable != nil {
        report.warnings.append(all ? "what could not be read was removed too" : "other pauses cannot be read: everything is paused still")
      }
      return report
    }
    try Terminal.report(format == .json ? report.json : PausesText(report).text)
  }
}

extension StrikeStore {
  /// Forgets the failed replacements of the group that a scope names, in every account and Region of it that was swept.
  fileprivate func forgive(_ scope: PauseScope) async throws(StoreError) -> [String] {
    guard let group = scope.group else { return [] }
    let places = Set(try await targets().keys.filter(scope.covers).map { Target(account: $0.account, region: $0.region, cluster: "") })
    var forgiven: [String] = []
    for place in places.sorted() {
      if try await forgetReplacements(in: "\(place.account)/\(group)", region: place.region) {
        forgiven.append("\(place.account)/\(place.region)/\(group)")
      }
    }
    return forgiven
  }
}
