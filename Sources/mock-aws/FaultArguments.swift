import ArgumentParser
import MockAWS

/// What goes wrong.
struct FaultArguments: ParsableArguments {
  @Option(help: "The share of calls that go wrong, 0 to 1; which ones, the seed decides.")
  var faultRate = 0.0
  @Option(help: "How they go wrong, by commas: 500, 503, throttle, denied, close, cut, truncate, garble, after500, slow (1 s), slow2.5.")
  var faults = "500,503,throttle,cut"
  @Option(help: "How long every answer is held back: 5ms, 0.2s.")
  var latency = "0ms"
  @Option(help: "'aws': throttle by AWS's own token buckets, per account, Region and API category.")
  var buckets: String?
  @Flag(help: "Refuse the filter of ListContainerInstances.")
  var refuseFilters = false
  @Flag(help: "Take the filter of ListContainerInstances and list everything all the same, as moto does.")
  var ignoreFilters = false
  @Flag(help: "Cut pages short at random although more follows, as AWS may.")
  var shortPages = false

  func apply(to options: MockOptions) throws -> MockOptions {
    var options = options
    if faultRate > 0 {
      guard faultRate <= 1 else { throw ValidationError("--fault-rate \(faultRate): expected 0 to 1") }
      var fault = MockFault(rate: faultRate)
      fault.kinds = try faults.split(separator: ",").map { name in
        guard let kind = MockFault.Kind(String(name)) else { throw ValidationError("--faults: there is no \(name)") }
        return kind
      }
      options.faults = [fault]
    }
    if let buckets {
      guard buckets == "aws" else { throw ValidationError("--buckets \(buckets): expected aws") }
      options.throttles = true
    }
    options.latency = try Self.seconds(latency)
    options.refusesFilters = refuseFilters
    options.ignoresFilters = ignoreFilters
    options.shortPages = shortPages
    return options
  }

  private static func seconds(_ text: String) throws -> Double {
    if text.hasSuffix("ms"), let milliseconds = Double(text.dropLast(2)), milliseconds >= 0 { return milliseconds / 1000 }
    if text.hasSuffix("s"), let seconds = Double(text.dropLast()), seconds >= 0 { return seconds }
    throw ValidationError("--latency \(text): expected a time such as 5ms or 0.2s")
  }
}
