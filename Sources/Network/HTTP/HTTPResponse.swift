/// The complete answer to one request: a body shorter than announced is an error, never a response.
public struct HTTPResponse: Sendable {
  /// The status, 100…599.
  public let status: Int
  /// The body as sent (content codings are not undone, none are asked for).
  public let body: [UInt8]
  /// name NUL value NUL … in one block: made on the loop thread, where every allocation delays all other transfers.
  private let headerBlock: [UInt8]

  init(status: Int, headerBlock: [UInt8], body: [UInt8]) {
    self.status = status
    self.headerBlock = headerBlock
    self.body = body
  }

  /// A response made by hand, for tests and fakes.
  public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
    var block: [UInt8] = []
    for (name, value) in headers { block += Array(name.utf8) + [0] + Array(value.utf8) + [0] }
    self.init(status: status, headerBlock: block, body: body)
  }

  /// The first header of this name, compared without regard to ASCII case.
  public func header(_ name: String) -> String? {
    var rest = headerBlock[...]
    while let nameEnd = rest.firstIndex(of: 0), let valueEnd = rest[(nameEnd + 1)...].firstIndex(of: 0) {
      if equalsIgnoringCase(rest[..<nameEnd], name.utf8) { return String(decoding: rest[(nameEnd + 1)..<valueEnd], as: UTF8.self) }
      rest = rest[(valueEnd + 1)...]
    }
    return nil
  }

  /// All headers in the order of the wire.
  public var headers: [(name: String, value: String)] {
    let parts = headerBlock.split(separator: 0, omittingEmptySubsequences: false)
    return stride(from: 0, to: parts.count - 1, by: 2).map { index in
      (name: String(decoding: parts[index], as: UTF8.self), value: String(decoding: parts[index + 1], as: UTF8.self))
    }
  }

  private func equalsIgnoringCase(_ left: ArraySlice<UInt8>, _ right: String.UTF8View) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { lowercased($0) == lowercased($1) }
  }

  private func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}
