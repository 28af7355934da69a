import Foundation
import Testing

/// The answers in Fixtures, written by hand after AWS's wire shapes.
enum Fixture {
  static let json = [
    "ListClusters", "ListContainerInstances", "DescribeContainerInstances", "DeregisterContainerInstance", "ErrorJSON11", "ErrorJSON10",
  ]
  static let xml = [
    "DescribeInstances", "DescribeAutoScalingInstances", "DetachInstances", "AssumeRole", "GetCallerIdentity", "Publish", "ErrorQuery",
    "ErrorEC2",
  ]

  /// The fixture's bytes without the line end of the file, which every truncation would survive.
  static func bytes(_ name: String, _ type: String) throws -> [UInt8] {
    let url = try #require(Bundle.module.url(forResource: name, withExtension: type, subdirectory: "Fixtures"))
    var bytes = [UInt8](try Data(contentsOf: url))
    while bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    return bytes
  }
}
