import AgentHealth
import ArgumentParser

extension ExitCode {
  /// Says what is wrong in lines on standard error, and ends with a documented status.
  static func saying(_ message: String, _ status: ExitStatus) -> ExitCode {
    Terminal.say(message)
    return ExitCode(status.rawValue)
  }

  /// The command line asks for something that is not there.
  static func usage(_ message: String) -> ExitCode { saying(message, .usage) }
}

/// The value of `work`; where it fails, the command ends with `status` and the failure's own line.
func orExit<Value, Failure: Error>(_ status: ExitStatus, _ work: () throws(Failure) -> Value) throws -> Value {
  do throws(Failure) {
    return try work()
  } catch {
    throw ExitCode.saying("\(error)", status)
  }
}

/// The value of `work`; a refusal ends the command with its status and line.
func orExit<Value>(_ work: () throws(Refusal) -> Value) throws -> Value {
  do throws(Refusal) {
    return try work()
  } catch {
    throw ExitCode.saying(error.description, error.status)
  }
}
