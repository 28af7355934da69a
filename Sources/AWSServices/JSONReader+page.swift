internal import AWSCore
internal import WireFormats

extension JSONReader {
  /// A page of a JSON service: a list that must be there, for an answer without it is no answer, and the token of the next page.
  mutating func page<Element: Sendable>(
    _ list: StaticString, token name: StaticString = "nextToken", _ elements: (inout JSONReader) throws(JSONError) -> [Element]
  ) throws(JSONError) -> Pages<Element>.Page {
    let start = self
    var found: [Element]?
    var token: String?
    try object { key, reader throws(JSONError) in
      if key == list {
        found = try elements(&reader)
      } else if key == name {
        token = try reader.stringIfPresent()
      } else {
        try reader.skip()
      }
    }
    guard let found else { throw start.error("\(list) is missing", at: start.position) }
    return Pages.Page(found, nextToken: token)
  }
}
