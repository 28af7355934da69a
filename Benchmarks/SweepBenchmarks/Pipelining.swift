import Benchmark

/// The Redis pipeline; it waits for the Redis store.
func pipelining() {}
