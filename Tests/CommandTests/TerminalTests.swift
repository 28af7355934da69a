import Foundation
import MockAWS
import TestSupport
import Testing

@Suite("On a terminal")
struct TerminalTests {
  static let fleet = MockFleet(accounts: 1, regions: 1, clusters: 1, instances: 4, disconnected: .count(1))
  /// One cluster of it is not there, so that there is something to colour.
  static let clusters = #"{ "accounts": [ { "regions": ["us-east-1"], "clusters": ["web", "nope"] } ] }"#
  static let wipe = "\r\u{1B}[K"

  /// Runs `script`, which gives a command a terminal, with a shell command line in which `$PROGRAM` sweeps a mock that takes its time.
  static func typescript(_ line: String, environment: [String: String?] = [:]) async throws -> (text: String, folder: [String: String]) {
    var options = MockOptions()
    options.latency = 0.15
    return try await withMockAWS(fleet: fleet, options: options) { mock in
      try await withTemporaryFolder { folder in
        let monitor = Monitor(folder: folder, mock: mock)
        try monitor.write(clusters)
        var variables = monitor.environment.merging(["TERM": "xterm"]) { $1 }.merging(environment) { $1 }
        variables["PROGRAM"] = "\(Monitor.program) --clusters \(monitor.clusters)"
        variables["FOLDER"] = folder.path
        let text = try await ChildProcess.with("script", ["-qec", line, "/dev/null"], environment: variables) { process in
          let status = try await process.exitStatus()
          #expect(status == 2, "\(process.output) \(process.errors)")
          return process.output
        }
        var files: [String: String] = [:]
        for name in try monitor.files {
          files[name] = String(decoding: try Data(contentsOf: folder.appendingPathComponent(name)), as: UTF8.self)
        }
        return (text, files)
      }
    }
  }

  @Test("a line tells how far the sweep has come, and is wiped before the end")
  func progress() async throws {
    let (text, files) = try await Self.typescript("$PROGRAM --format json > $FOLDER/report")
    #expect(text.contains("\(Self.wipe)targets 0/"), "\(text)")
    #expect(text.contains("requests/s"))
    #expect(text.hasSuffix(Self.wipe), "nothing stays: \(text)")
    #expect(!text.contains("\n"), "it stays one line")
    let report = try #require(files["report"])
    #expect(!report.contains("\u{1B}"))
    #expect(try JSONDecoder().decode(Report.self, from: Data(report.utf8)).targets.count == 2)
  }

  @Test("the line is never longer than the terminal is wide, where it could not be wiped")
  func width() async throws {
    let (text, _) = try await Self.typescript("stty cols 30; $PROGRAM > /dev/null")
    let lines = text.components(separatedBy: Self.wipe)
    #expect(lines.count > 2 && lines.allSatisfy { $0.count < 30 }, "\(text)")
  }

  @Test("a terminal that knows no escapes gets no line")
  func dumb() async throws {
    let (text, _) = try await Self.typescript("$PROGRAM > /dev/null", environment: ["TERM": "dumb"])
    #expect(text.isEmpty)
  }

  @Test("a report that cannot be written is a failure, and not silence")
  func full() async throws {
    let (text, _) = try await Self.typescript(
      "$PROGRAM > /dev/full 2> $FOLDER/errors; test $? = 1 && grep -q 'could not be written' $FOLDER/errors && exit 2")
    #expect(text.isEmpty)
  }

  @Test("the report comes after the line was wiped")
  func order() async throws {
    let (text, _) = try await Self.typescript("$PROGRAM")
    let parts = text.components(separatedBy: Self.wipe)
    #expect(parts.count > 2)
    #expect(parts.dropLast().allSatisfy { $0.isEmpty || $0.hasPrefix("targets ") }, "\(text)")
    #expect(parts.last?.contains(MockFleet.accountID(0)) == true)
  }

  @Test("colours are only for a terminal without NO_COLOR; an empty NO_COLOR is none")
  func colours() async throws {
    let line = "$PROGRAM 2>/dev/null"
    #expect(try await Self.typescript(line).text.contains("\u{1B}["))
    #expect(try await Self.typescript(line, environment: ["NO_COLOR": ""]).text.contains("\u{1B}["))
    let plain = try await Self.typescript(line, environment: ["NO_COLOR": "1"])
    #expect(plain.text.contains(MockFleet.accountID(0)) && !plain.text.contains("\u{1B}"))
  }

  @Test("and nowhere else: with pipes there is no trace of either")
  func piped() async throws {
    let (text, files) = try await Self.typescript("$PROGRAM > $FOLDER/output 2> $FOLDER/errors")
    #expect(text.isEmpty)
    #expect(files["errors"] == "")
    let output = try #require(files["output"])
    #expect(output.contains(MockFleet.accountID(0)) && !output.contains("\u{1B}") && !output.contains("\r"))
  }
}
