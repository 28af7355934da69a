import AWSCore
import AgentHealth
import ArgumentParser
import ClusterSweep
import Configuration
import FailureStore
import Glibc
import Reports
import SweepSession

/// `ecs-agent-monitor sweep`: one sweep, planned or applied. The report goes to standard output, all else to standard error.
struct SweepCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Sweep the clusters of clusters.json once; without --apply it only says what it would do.",
    discussion: """
      Exit status: 0 clean, 1 runtime failure, 2 something was not seen, 3 a due instance is held, 4 a step or a message \
      failed or something is unfinished, 64 usage, 78 configuration, 130 or 143 ended by a signal.
      """)

  @OptionGroup var options: ConfigurationOptions
  @Option(help: "The report's format.") var format = ReportFormat.text
  @Option(name: .shortAndLong, help: "Only these clusters; globs, !excludes.") var cluster: [String] = []
  @Flag(help: "Count strikes and replace what is due.") var apply = false
  @Flag(help: "Count strikes, apart from those of --apply, and never act.") var warn = false
  @Option(help: "How long the sweep may take.") var deadline = "10m"
  @Option(help: "The sweep's ID; a retry with the same ID does not count again.") var sweepID: String?
  @Option(help: ArgumentHelp("Only the accounts and Regions of this shard, 1/N to N/N.", valueName: "i/n")) var shard: String?
  @Option(help: ArgumentHelp("Write the sweep's metrics to this file, for Prometheus.", valueName: "file")) var metrics: String?
  @Flag(name: .shortAndLong, help: "Say more on standard error, and show all instances.") var verbose = false
  @OptionGroup(title: "Policy (over the file's)") var policy: PolicyOptions

  func validate() throws {
    if apply && warn { throw ValidationError("--apply and --warn exclude each other") }
    guard let duration = Duration(text: deadline), duration >= .seconds(1) else {
      throw ValidationError("--deadline: found \"\(deadline)\", expected a duration such as \"90s\" or \"10m\"")
    }
    if let sweepID, !SweepID.isValid(sweepID) {
      throw ValidationError("--sweep-id: found \"\(sweepID)\", expected 1 to 40 of A-Z a-z 0-9 . _ -")
    }
  }

  var mode: SweepMode { apply ? .apply : warn ? .warn : .plan }
}
