internal import Glibc

/// A program that prints credentials: `credential_process`.
struct CredentialProcess: Sendable, Equatable {
  let profile: String
  /// Program and arguments; no shell sees them.
  let arguments: [String]
  /// `NAME=VALUE`, all that the program gets.
  let variables: [String]
  /// How long it may take. It may have to ask a server or a person's password store.
  var timeout: Duration = .seconds(60)

  /// Nil where the profile names none.
  init?(profile name: String, _ section: SharedSection, _ environment: Environment) throws(AWSError) {
    guard let entry = section.value("credential_process") else { return nil }
    profile = name
    variables = environment.assignments.sorted()
    do throws(ShellWords.Problem) {
      arguments = try ShellWords.split(entry.text)
    } catch {
      throw .broken("credential_process of profile \(name) (\(entry.place)) has a quote or a backslash without its end")
    }
    if arguments.isEmpty { throw .broken("credential_process of profile \(name) (\(entry.place)) names no program") }
  }

  /// How messages call it: never the arguments, which may hold secrets.
  var name: String { "credential_process \(arguments.first ?? "") of profile \(profile)" }

  /// What it printed, read.
  func credentials(_ ended: ChildOutput) throws(AWSError) -> Credentials {
    guard ended.status == 0 else {
      let words = Self.redacted(OneLine.text(String(decoding: ended.errors, as: UTF8.self), limit: 200))
      let how = ended.status > 128 ? "was ended by signal \(ended.status - 128)" : "ended with exit status \(ended.status)"
      throw .unusable("\(name) \(how)\(words.isEmpty ? "" : ": \(words)")", code: "ProcessFailed")
    }
    guard let document = KeysDocument(ended.output) else { throw .unusable("\(name) printed no JSON object of credentials") }
    guard document.version == 1 else {
      throw .unusable("\(name) printed Version \(document.version.map(String.init) ?? "none"), expected 1")
    }
    return try document.credentials(from: name, mustExpire: false)
  }

  /// A program's complaint without what looks like a key or a token: 32 or more characters of their alphabet in a row.
  static func redacted(_ text: String) -> String {
    var kept = ""
    var run = ""
    for character in text + " " {
      if character.isASCII, character.isLetter || character.isNumber || "+/=_-".contains(character) {
        run.append(character)
      } else {
        kept += run.count >= 32 ? "[redacted]" : run
        kept.append(character)
        run = ""
      }
    }
    return String(Substring(kept).trimmed)
  }
}

extension CredentialSource {
  /// What a program prints, run again when it expires. Its output is never part of an error.
  static func process(_ process: CredentialProcess) -> CredentialSource {
    CredentialSource(name: process.name) { () async throws(AWSError) in
      try process.credentials(try await ChildOutput.of(process))
    }
  }
}
