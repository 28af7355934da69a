import ArgumentParser

/// The command: `ecs-agent-monitor [sweep]`.
@main
struct Command: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ecs-agent-monitor",
    abstract: "Finds ECS container instances whose agent is dead, over many clusters, Regions and accounts, and replaces them.",
    version: "0.1.0",
    subcommands: [SweepCommand.self],
    defaultSubcommand: SweepCommand.self)
}
