import NIOCore

extension Cloud {
  /// The Regions that every account has.
  private static let always = [
    "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1", "eu-central-1",
    "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
  ]
  /// Some that an account must enable itself (Account management reference guide, "Enable or disable AWS Regions").
  private static let optional = [
    "af-south-1", "ap-east-1", "ap-south-2", "ap-southeast-3", "ca-west-1", "eu-central-2", "eu-south-1", "eu-south-2", "il-central-1",
    "me-central-1", "me-south-1",
  ]

  func isEnabled(_ region: String, in account: Account) -> Bool {
    !Self.optional.contains(region) || account.optedIn.contains(region)
  }

  /// The enabled Regions; with `AllRegions` all.
  func describeRegions(_ call: inout Call) -> ByteBuffer {
    let account = call.account
    let all = call.form["AllRegions"] == "true"
    return call.ec2 { xml in
      xml.element("regionInfo") { list in
        for name in (Self.always + Self.optional).sorted() where all || isEnabled(name, in: account) {
          list.element("item") { item in
            item.element("regionName", name)
            item.element("regionEndpoint", "ec2.\(name).amazonaws.com")
            let status = Self.always.contains(name) ? "opt-in-not-required" : isEnabled(name, in: account) ? "opted-in" : "not-opted-in"
            item.element("optInStatus", status)
          }
        }
      }
    }
  }
}
