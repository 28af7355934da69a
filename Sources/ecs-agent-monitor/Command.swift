import ArgumentParser

/// The command: `ecs-agent-monitor [sweep]`, and what helps to set it up.
@main
struct Command: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ecs-agent-monitor",
    abstract: "Finds ECS container instances whose agent is dead, over many clusters, Regions and accounts, and replaces them.",
    version: "0.1.0",
    subcommands: [
      SweepCommand.self, ExplainCommand.self, StrikesCommand.self, PauseCommand.self, ResumeCommand.self, JournalCommand.self,
      DoctorCommand.self, PolicyCommand.self,
    ],
    defaultSubcommand: SweepCommand.self)
}
