// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "ecs-agent-monitor", path: ".."),
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "SweepBenchmarks",
      dependencies: [
        .product(name: "Sweeping", package: "ecs-agent-monitor"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/SweepBenchmarks",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
  ],
  swiftLanguageModes: [.v6]
)
