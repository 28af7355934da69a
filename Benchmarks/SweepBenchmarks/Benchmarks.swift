import Benchmark

/// All benchmarks, one function and file for each topic; BenchmarkPlugin looks for this name.
///
/// Compare instructions: they hardly move on a busy machine. Wall clock is for orientation, and where work waits for another process.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(metrics: [.instructions, .wallClock], warmupIterations: 3, maxDuration: .seconds(2))
  signing()
  decoding()
  limiting()
  pipelining()
  judging()
}
