import AWSCore
import AgentHealth
import ArgumentParser
import FailureStore
import Reports
import SweepSession
import WireFormats

/// `ecs-agent-monitor pause`: nothing is remediated in a scope until a time; sweeps see, count and tell as before.
struct PauseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause",
    abstract: "Let nothing be remediated, anywhere or in a part, until a time; or list what is paused.",
    discussion: "Exit status: 0 paused or listed, 1 runtime failure: nothing was paused, 64 usage, 78 configuration.")

  @OptionGroup var installation: InstallationOptions
  @Flag(name: .shortAndLong, help: "Say what is paused, and pause nothing.") var list = false
  @Option(help: "Why, for whoever reads the reports.") var reason: String?
  @Option(name: .customLong("for"), help: "How long, such as 90m or 2d; at most 365d.") var length: String?
  @Option(help: "Until when, such as 2026-11-23T18:00:00Z.") var until: String?
  @OptionGroup(title: "Scope (all parts together; none is everything)") var scope: PauseScopeOptions
  @Option(help: "The report's format.") var format = ReportFormat.text

  /// When it ends by itself.
  private enum End {
    case after(Duration)
    case at(Timestamp)
  }

  func validate() throws {
    if list {
      let isMore = reason != nil || length != nil || until != nil || scope.isGiven
      if isMore { throw ValidationError("--list goes without a scope, a reason and an end") }
      return
    }
    guard let reason, reason.contains(where: { !$0.isWhitespace }) else {
      throw ValidationError("--reason is missing: whoever finds nothing remediated wants to know why")
    }
    _ = try end()
  }

  private func end() throws -> End {
    switch (length, until) {
    case (let length?, nil):
      if let duration = Duration(text: length), duration > .zero { return .after(duration) }
      throw ValidationError("--for: found \"\(length)\", expected a duration such as \"90m\" or \"2d\", at most \"365d\"")
    case (nil, let until?):
      if let seconds = DateFormats.parseISO8601(until) { return .at(Timestamp(seconds: seconds)) }
      throw ValidationError("--until: found \"\(until)\", expected a time such as \"2026-11-23T18:00:00Z\"")
    default: throw ValidationError("give one of --for and --until: every pause ends by itself")
    }
  }

  func run() async throws {
    let session = try Session(installation, mode: .apply, access: list ? .readOnly : nil, name: "pause")
    defer { session.end() }
    let report =
      if list {
        try await session.reading { store throws(StoreError) in
          PausesReport(store: store.name, change: .listed, pauses: try await store.pauses(), now: session.now)
        }
      } else {
        try await pause(session, reason: reason ?? "", end: try end())
      }
    try Terminal.report(format == .json ? report.json : PausesText(report).text)
  }

  private func pause(_ session: Session, reason: String, end: End) async throws -> PausesReport {
    let scope = scope
    return try await session.operating { store, home throws(Refusal) in
      let now = session.now
      let until =
        switch end {
        case .after(let duration): now + duration
        case .at(let time): time
        }
      guard now < until, until - now <= .seconds(365 * 86400) else {
        throw Refusal(.usage, "--until: found \(until.text), and it is \(now.text); expected a time within the next 365 days")
      }
      let pause = Pause(
        scope: try scope.scope(session.plans(home: home.id)), reason: reason, by: home.identity.description, since: now, until: until)
      return try await store.orRefuse { () async throws(StoreError) in
        try await store.pause(pause)
        var report = PausesReport(store: store.name, change: .paused, by: home.identity.description, pauses: Pauses([pause]), now: now)
        if try await !store.targets().keys.contains(where: pause.scope.covers) {
          report.warnings.append("no cluster that was swept within 30 days lies in that scope: is it spelled right?")
        }
        return report
      }
    }
  }
}
