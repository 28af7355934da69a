import LambdaRuntime
import Network
import Testing
import WireFormats

@Suite("Log lines")
struct FunctionLogTests {
  /// What is written by a log with these settings.
  private static func lines(level: String? = nil, format: String? = nil, requestID: String? = "r-1", _ body: (FunctionLog) -> Void)
    -> String
  {
    let written = Lock<[UInt8]>([])
    var log = FunctionLog(level: level, format: format, now: { 1_795_403_045.25 }) { bytes in written.withLock { $0 += bytes } }
    log.requestID = requestID
    body(log)
    return String(decoding: written.withLock { $0 }, as: UTF8.self)
  }

  @Test("have Lambda's names first, then what else there is to say")
  func json() {
    #expect(
      Self.lines { $0(.warn, "two\nlines") { $0.member("count", 2) } }
        == #"{"timestamp":"2026-11-23T03:04:05.250Z","level":"WARN","message":"two\nlines","requestId":"r-1","count":2}"# + "\n")
    #expect(!Self.lines(requestID: nil) { $0(.info, "x") }.contains("requestId"))
  }

  @Test("below the level that is set are not written; what is no level is INFO")
  func levels() {
    func all(_ level: String?) -> Int {
      Self.lines(level: level) { log in FunctionLog.Level.allCases.forEach { log($0, "x") } }.split(separator: "\n").count
    }
    #expect(all("TRACE") == 6 && all("error") == 2 && all(nil) == 4 && all("loud") == 4)
  }

  @Test("are for people where Lambda's format is Text, one line each")
  func text() {
    #expect(Self.lines(format: "Text") { $0(.error, "two\nlines") { $0.member("count", 2) } } == "ERROR r-1 two; lines\n")
  }

  @Test("that are metrics go out as they are, whatever the level")
  func metrics() {
    #expect(Self.lines(level: "FATAL", format: "Text") { $0.line(Array(#"{"_aws":{}}"#.utf8)) } == "{\"_aws\":{}}\n")
  }
}
