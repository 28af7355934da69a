// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "ecs-agent-monitor",
  products: [
    .executable(name: "ecs-agent-monitor", targets: ["ecs-agent-monitor"]),
    .executable(name: "bootstrap", targets: ["bootstrap"]),
    .executable(name: "mock-aws", targets: ["mock-aws"]),
    // What Benchmarks measures.
    .library(
      name: "Sweeping", targets: ["AgentHealth", "AWSCore", "AWSServices", "Network", "Redis", "SigV4", "WireFormats"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // executables
    .executableTarget(
      name: "ecs-agent-monitor",
      dependencies: [
        "AgentHealth", "AWSCore", "ClusterSweep", "Configuration", "FailureStore", "Reports", "SweepSession", "WireFormats",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Yams", package: "Yams"),
      ]),
    .executableTarget(
      name: "bootstrap",
      dependencies: [
        "AgentHealth", "AWSCore", "ClusterSweep", "Configuration", "LambdaRuntime", "Network", "Reports", "SweepSession", "WireFormats",
      ]),
    .executableTarget(
      name: "mock-aws",
      dependencies: ["MockAWS", .product(name: "ArgumentParser", package: "swift-argument-parser")]),

    // domain
    .target(
      name: "SweepSession",
      dependencies: [
        "AgentHealth", "AWSCore", "ClusterSweep", "Configuration", "FailureStore", "Network", "Redis", "WireFormats",
      ]),
    .target(name: "ClusterSweep", dependencies: ["AgentHealth", "AWSCore", "AWSServices", "FailureStore", "Reports", "WireFormats"]),
    .target(name: "FailureStore", dependencies: ["AgentHealth", "Redis", "WireFormats"]),
    .target(name: "Configuration", dependencies: ["AgentHealth", "WireFormats"]),
    .target(name: "Reports", dependencies: ["AgentHealth", "WireFormats"]),
    .target(name: "AgentHealth"),

    // clients
    .target(name: "AWSServices", dependencies: ["AWSCore", "WireFormats"]),
    .target(name: "AWSCore", dependencies: ["Network", "SigV4", "WireFormats"]),
    .target(name: "LambdaRuntime", dependencies: ["Network", "WireFormats"]),
    .target(name: "Redis", dependencies: ["CHiredis", "Network"]),
    .target(name: "SigV4", dependencies: ["CLibcrypto"]),
    .target(name: "Network", dependencies: ["CLibcurl"]),
    .target(name: "WireFormats"),

    // fake
    .target(
      name: "MockAWS",
      dependencies: [
        "CLibcrypto",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ]),

    // C libraries
    .systemLibrary(name: "CLibcurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CHiredis", providers: [.apt(["libhiredis-dev"])]),
    .systemLibrary(name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),

    // tests
    .target(name: "TestSupport", dependencies: ["Network"], path: "Tests/TestSupport"),
    .testTarget(name: "WireFormatsTests", dependencies: ["WireFormats"], resources: [.copy("Fixtures")]),
    .testTarget(name: "NetworkTests", dependencies: ["Network", "TestSupport"]),
    .testTarget(name: "SigV4Tests", dependencies: ["SigV4", "TestSupport"], exclude: ["botocore_signatures.py"]),
    .testTarget(
      name: "AWSCoreTests", dependencies: ["AWSCore", "Network", "SigV4", "MockAWS", "TestSupport"],
      exclude: ["Botocore", "Conformance/cases.py", "Conformance/botocore_answers.py"]),
    .testTarget(name: "AWSServicesTests", dependencies: ["AWSCore", "AWSServices", "Network", "MockAWS", "TestSupport"]),
    .testTarget(name: "LambdaRuntimeTests", dependencies: ["LambdaRuntime", "Network", "TestSupport", "WireFormats"]),
    .testTarget(name: "RedisTests", dependencies: ["Redis", "Network", "TestSupport"]),
    .testTarget(name: "FailureStoreTests", dependencies: ["AgentHealth", "FailureStore", "Redis", "Network", "TestSupport"]),
    .testTarget(name: "ConfigurationTests", dependencies: ["AgentHealth", "Configuration"]),
    .testTarget(name: "AgentHealthTests", dependencies: ["AgentHealth"]),
    .testTarget(name: "ReportsTests", dependencies: ["AgentHealth", "Reports"]),
    .testTarget(
      name: "MockAWSTests",
      dependencies: [
        "MockAWS", "TestSupport", .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
      ],
      resources: [.copy("boto3_check.py")]),
    .testTarget(
      name: "ClusterSweepTests",
      dependencies: [
        "AgentHealth", "AWSCore", "AWSServices", "ClusterSweep", "FailureStore", "MockAWS", "Network", "Redis", "TestSupport",
      ]),
    .testTarget(name: "SweepSessionTests", dependencies: ["AgentHealth", "AWSCore", "SweepSession"]),
    .testTarget(
      name: "IncidentTests",
      dependencies: ["AgentHealth", "AWSCore", "ClusterSweep", "ClusterSweepTests", "FailureStore", "MockAWS", "Network"],
      exclude: ["README.md"]),
    .testTarget(name: "ModelCheckTests", dependencies: ["AgentHealth", "AgentHealthTests", "FailureStore"]),
    .testTarget(
      name: "CommandTests",
      dependencies: ["bootstrap", "ecs-agent-monitor", "mock-aws", "TestSupport", "MockAWS"],
      resources: [.copy("moto_fleet.py")]),
    .testTarget(
      name: "DeployTests", dependencies: ["ecs-agent-monitor", "TestSupport"],
      resources: [.copy("templates_check.py"), .copy("manifests_check.py")]),
  ],
  swiftLanguageModes: [.v6]
)

// One place for every target: the upcoming language features this project is written in.
for target in package.targets where target.type != .system {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  ]
}
