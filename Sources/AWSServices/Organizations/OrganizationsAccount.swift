public import WireFormats

/// An account of an organization.
public struct OrganizationsAccount: Hashable, Sendable, JSONReadable {
  /// 12 digits.
  public let id: String
  /// `arn:aws:organizations::MANAGEMENT:account/o-…/ID`.
  public let arn: String
  /// The name that the organization knows it by.
  public let name: String
  /// `ACTIVE`, `SUSPENDED`, `PENDING_ACTIVATION`, `PENDING_CLOSURE` or `CLOSED`. Not the older `Status`, which AWS has retired.
  public let state: String
  /// Where it is in the organization, `o-…/r-…/ou-…/ACCOUNT/`; more than one only in transition.
  public let paths: [String]

  /// Reads one element of `Accounts`; one without ID, state or paths is refused.
  public init(from reader: inout JSONReader) throws(JSONError) {
    let start = reader
    var texts: [String: String] = [:]
    var paths: [String] = []
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "Id", "Arn", "Name", "State": texts[key.string] = try reader.stringIfPresent()
      case "Paths": paths = try reader.null() ? [] : try reader.strings()
      default: try reader.skip()
      }
    }
    guard let id = texts["Id"], let state = texts["State"], !paths.isEmpty else {
      throw start.error("Id, State or Paths is missing", at: start.position)
    }
    (self.id, self.state, self.paths) = (id, state, paths)
    arn = texts["Arn"] ?? ""
    name = texts["Name"] ?? ""
  }

  /// The root and the organizational units on its paths, by ID.
  public var units: [String] {
    paths.flatMap { $0.split(separator: "/").map(String.init) }.filter { $0.hasPrefix("r-") || $0.hasPrefix("ou-") }
  }
}
