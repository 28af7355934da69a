/// One of AWS's separate worlds, with names of its own.
public struct Partition: Hashable, Sendable {
  /// As it stands in ARNs, `aws-cn`.
  public let id: String
  /// What its Regions' names begin with, up to the word and the number at the end.
  let prefixes: [String]
  /// Behind `service.region.`
  public let dnsSuffix: String

  /// The partition of a Region, by its name: new Regions of a known kind are found, and what is of no known kind counts as `aws`.
  public static func of(region: String) -> Partition {
    all.first { $0.matches(region) } ?? aws
  }

  static let aws = Partition(
    id: "aws", prefixes: ["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"], dnsSuffix: "amazonaws.com")

  // From botocore's partitions.json.
  static let all = [
    aws,
    Partition(id: "aws-cn", prefixes: ["cn"], dnsSuffix: "amazonaws.com.cn"),
    Partition(id: "aws-us-gov", prefixes: ["us-gov"], dnsSuffix: "amazonaws.com"),
    Partition(id: "aws-iso", prefixes: ["us-iso"], dnsSuffix: "c2s.ic.gov"),
    Partition(id: "aws-iso-b", prefixes: ["us-isob"], dnsSuffix: "sc2s.sgov.gov"),
    Partition(id: "aws-iso-e", prefixes: ["eu-isoe"], dnsSuffix: "cloud.adc-e.uk"),
    Partition(id: "aws-iso-f", prefixes: ["us-isof"], dnsSuffix: "csp.hci.ic.gov"),
    Partition(id: "aws-eusc", prefixes: ["eusc-de"], dnsSuffix: "amazonaws.eu"),
  ]

  /// prefix-word-number
  private func matches(_ region: String) -> Bool {
    let parts = region.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count >= 3, let number = parts.last, let word = parts.dropLast().last else { return false }
    let isNumber = !number.isEmpty && number.allSatisfy { $0.isASCII && $0.isNumber }
    let isWord = !word.isEmpty && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    return isNumber && isWord && prefixes.contains(parts.dropLast(2).joined(separator: "-"))
  }
}
