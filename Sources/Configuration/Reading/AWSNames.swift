/// A letter or digit of ASCII, or one of `others`.
func isNameByte(_ byte: UInt8, or others: StaticString) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
  default: "\(others)".utf8.contains(byte)
  }
}

/// A small letter or digit of ASCII, or one of `others`.
func isLowercaseByte(_ byte: UInt8, or others: StaticString) -> Bool {
  isNameByte(byte, or: others) && !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
}

func isAccountID(_ text: String) -> Bool {
  text.utf8.count == 12 && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
}

/// The form of a Region's name, `us-gov-west-1`. Whether there is such a Region only AWS knows: new ones come every year.
func isRegion(_ text: String) -> Bool {
  let parts = text.split(separator: "-", omittingEmptySubsequences: false)
  guard parts.count >= 3, let number = parts.last, (1...2).contains(number.utf8.count) else { return false }
  return number.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    && parts.dropLast().allSatisfy { $0.utf8.count >= 2 && $0.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) } }
}

/// A Region, `all`, or a pattern of Regions; `!` before an exclude.
func isRegionPattern(_ text: String) -> Bool {
  let body = text.hasPrefix("!") ? text.dropFirst() : text[...]
  let isPattern = body.contains { $0 == "*" || $0 == "?" } && body.utf8.allSatisfy { isLowercaseByte($0, or: "-*?") }
  return text == "all" || isRegion(String(body)) || (isPattern && body.utf8.count <= 63)
}

/// The ID of an organizational unit, or of the root (Organizations API reference, `Path`).
func isOrganizationalUnit(_ text: String) -> Bool {
  let parts = text.split(separator: "-", omittingEmptySubsequences: false)
  let isPlain = parts.dropFirst().allSatisfy { (4...32).contains($0.utf8.count) && $0.utf8.allSatisfy { isLowercaseByte($0, or: "") } }
  return isPlain && ((parts.first == "ou" && parts.count == 3) || (parts.first == "r" && parts.count == 2))
}

/// The partition of a Region, or of a pattern that begins like one, by its prefix (botocore's partitions.json).
func partition(of region: String) -> String {
  let prefixes = [
    ("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"), ("us-iso-", "aws-iso"), ("us-isob-", "aws-iso-b"), ("eu-isoe-", "aws-iso-e"),
    ("us-isof-", "aws-iso-f"), ("eusc-", "aws-eusc"),
  ]
  return prefixes.first { region.hasPrefix($0.0) }?.1 ?? "aws"
}

func isRoleARN(_ text: String) -> Bool {
  guard let arn = ARN(text), arn.service == "iam", arn.region.isEmpty, isAccountID(arn.account), arn.resource.hasPrefix("role/") else {
    return false
  }
  return isRolePath(arn.resource.dropFirst("role/".count))
}

/// A role's name, with its path if it has one.
func isRoleName(_ text: String) -> Bool { isRolePath(text[...]) }

private func isRolePath(_ text: Substring) -> Bool {
  let parts = text.split(separator: "/", omittingEmptySubsequences: false)
  return text.utf8.count <= 577 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { isNameByte($0, or: "_+=,.@-") } }
    && (parts.last?.utf8.count ?? 0) <= 64
}

/// A cluster's name, `*` and `?` allowed, `!` before an exclude.
func isClusterPattern(_ text: String) -> Bool {
  let body = text.hasPrefix("!") ? text.dropFirst() : text[...]
  return (1...255).contains(body.utf8.count) && body.utf8.allSatisfy { isNameByte($0, or: "_-*?") }
}
