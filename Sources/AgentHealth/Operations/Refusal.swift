/// Why a person's command was not carried out: nothing was changed, unless the line says so.
public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// How the command ends.
  public let status: ExitStatus
  /// What was found and what to do, one line.
  public let description: String

  /// A command that was not carried out.
  public init(_ status: ExitStatus, _ description: String) {
    self.status = status
    self.description = description
  }
}
