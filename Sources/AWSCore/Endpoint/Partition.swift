/// One of AWS's separate worlds, with names of its own.
public struct Partition: Hashable, Sendable {
  /// As it stands in ARNs, `aws-cn`.
  public let id: String
  /// What its Regions' names begin with, up to the word and the number at the end.
  let prefixes: [String]
  /// Names that stand for the whole partition and are of another form, `aws-cn-global`.
  let otherRegions: [String]
  /// Behind `service.region.`
  public let dnsSuffix: String
  /// The same for names that have IPv6 addresses too.
  let dualStackSuffix: String

  /// The partition of a Region, by its name: new Regions of a known kind are found, and what is of no known kind counts as `aws`.
  public static func of(region: String) -> Partition {
    all.first { $0.otherRegions.contains(region) } ?? all.first { $0.matches(region) } ?? all[0]
  }

  func suffix(_ variant: EndpointVariant) -> String {
    variant.isDualStack ? dualStackSuffix : dnsSuffix
  }

  /// prefix-word-number
  private func matches(_ region: String) -> Bool {
    let parts = region.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count >= 3, let number = parts.last, let word = parts.dropLast().last else { return false }
    let isNumber = !number.isEmpty && number.allSatisfy { $0.isASCII && $0.isNumber }
    let isWord = !word.isEmpty && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    return isNumber && isWord && prefixes.contains(parts.dropLast(2).joined(separator: "-"))
  }
}
