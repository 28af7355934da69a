import AWSCore
import Benchmark

/// The rate limiter, in front of every request: the way through when a bucket is full, and 10,000 tasks that all have to wait.
func limiting() {
  let region = { (burst: Double) in
    RateLimiter.Key(account: "111122223333", region: "eu-west-1", category: APICategory("benchmark", burst: burst, rate: 20))
  }

  Benchmark("admit without waiting", configuration: .init(scalingFactor: .kilo)) { benchmark in
    let limiter = RateLimiter(share: 1, time: .system)
    let key = region(1e12)
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations { blackHole(try await limiter.admit(key)) }
  }

  let waiters = 10_000
  Benchmark("admit \(waiters) waiters, on a virtual clock") { benchmark in
    let limiter = RateLimiter(share: 1, time: VirtualTime(sleepers: waiters).source)
    let key = region(1)
    blackHole(try await limiter.admit(key))
    benchmark.startMeasurement()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<waiters { group.addTask { _ = try await limiter.admit(key) } }
      try await group.waitForAll()
    }
  }
}
