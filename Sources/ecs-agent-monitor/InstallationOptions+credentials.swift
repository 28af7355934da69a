import AWSCore
import AgentHealth
import ArgumentParser

extension InstallationOptions {
  /// What is set for AWS's tools: variables, and the profile that `--profile` or a variable selects.
  func settings(_ environment: Environment) throws -> AWSSettings {
    try orExit(.configuration) { () throws(AWSError) in
      try AWSSettings.load(environment: environment, profile: profile)
    }
  }

  /// The caller's own credentials, found as the aws command line finds them.
  /// - Parameter sweepID: names role sessions that the profile does not name.
  func caller(_ settings: AWSSettings, client: AWSClient, sweepID: String) throws -> CredentialCache {
    let notices = CredentialNotices()
    let source = try orExit(.configuration) { () throws(AWSError) in
      try CredentialSource.chain(settings, client: client, sweepID: sweepID, notices: notices)
    }
    return CredentialCache(source, time: client.time, notices: notices)
  }
}
