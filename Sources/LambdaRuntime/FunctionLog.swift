import Glibc
public import WireFormats

/// Log lines as Lambda's own are in the format JSON: `timestamp`, `level`, `message`, `requestId`, and what else there is to say.
public struct FunctionLog: Sendable {
  /// How much a line matters, by Lambda's names.
  public enum Level: String, CaseIterable, Comparable, Sendable {
    case trace = "TRACE"
    case debug = "DEBUG"
    case info = "INFO"
    case warn = "WARN"
    case error = "ERROR"
    case fatal = "FATAL"

    /// By how much they matter.
    public static func < (a: Level, b: Level) -> Bool { a.rank < b.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  /// The request that the lines are about; nil (default) while there is none.
  public var requestID: String?
  private let threshold: Level
  private let isText: Bool
  private let now: @Sendable () -> Double
  private let write: @Sendable ([UInt8]) -> Void

  /// - Parameters:
  ///   - level: `AWS_LAMBDA_LOG_LEVEL`, below which nothing is written; nil, or what is no level, means `INFO`.
  ///   - format: `AWS_LAMBDA_LOG_FORMAT`: where it is `Text`, lines are for people; nil means JSON.
  ///   - now: seconds since 1970.
  ///   - write: takes one whole line with its end; by default it goes to standard output.
  public init(
    level: String? = nil, format: String? = nil, now: @escaping @Sendable () -> Double,
    write: @escaping @Sendable ([UInt8]) -> Void = FunctionLog.standardOutput
  ) {
    threshold = level.flatMap { Level(rawValue: $0.uppercased()) } ?? .info
    isText = format?.lowercased() == "text"
    self.now = now
    self.write = write
  }

  /// Writes a line, unless it matters too little.
  /// - Parameter fields: further members of the line.
  public func callAsFunction(_ level: Level, _ message: String, _ fields: (inout JSONWriter) -> Void = { _ in }) {
    guard level >= threshold else { return }
    var writer = JSONWriter()
    writer.object { line in
      line.member("timestamp", DateFormats.iso8601(now()))
      line.member("level", level.rawValue)
      line.member("message", message)
      line.member("requestId", requestID)
      fields(&line)
    }
    write(isText ? Array("\(level.rawValue) \(requestID ?? "-") \(Self.oneLine(message))\n".utf8) : writer.bytes + [0x0A])
  }

  /// Writes a line as it is, whatever the level.
  public func line(_ bytes: [UInt8]) {
    write(bytes + [0x0A])
  }

  /// CloudWatch makes a record of each line.
  private static func oneLine(_ text: String) -> String { text.replacing("\n", with: "; ") }

  /// Writes to standard output. What cannot be written is lost: there is no other place to say so.
  @Sendable public static func standardOutput(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { return }
      rest = rest.dropFirst(written)
    }
  }
}
