// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Benchmarks",
  dependencies: [
    .package(name: "ecs-agent-monitor", path: ".."),
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    // The plugin runs what stands directly in a folder called Benchmarks.
    .executableTarget(
      name: "SweepBenchmarks",
      dependencies: [
        .product(name: "Sweeping", package: "ecs-agent-monitor"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "SweepBenchmarks",
      resources: [.embedInCode("container-instance.json")],
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
      ],
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    // What redis_pairs runs beside clients in other languages.
    .executableTarget(
      name: "RedisPairs",
      dependencies: [.product(name: "Sweeping", package: "ecs-agent-monitor")],
      path: "RedisPairs",
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
