internal import Network
internal import WireFormats

/// What an error answer says, whichever of AWS's four protocols it is written in.
///
/// The body decides how it is read, not the service: what stands in front of a JSON service may answer in XML, and proxies answer in HTML.
struct ErrorBody {
  private(set) var code: String?
  private(set) var message = ""
  private(set) var requestID: String?
  /// What stands where the code should only be looked for last.
  private var otherCode: String?

  init(_ response: HTTPResponse) {
    let first = response.body.first { $0 != UInt8(ascii: " ") && !(9...13).contains($0) }
    if first == UInt8(ascii: "{") {
      readJSON(response.body)
    } else if first == UInt8(ascii: "<") {
      readXML(response.body)
    }
    if let text = response.header("x-amzn-query-error"), text.contains(";") {
      // `Code;Sender`, of services that spoke the query protocol before: the code that their users know.
      code = String(text.prefix { $0 != ";" })
    } else {
      code = code ?? response.header("x-amzn-errortype").map(Self.bare) ?? otherCode
    }
    requestID = requestID ?? response.header("x-amzn-requestid")
  }

  private mutating func readJSON(_ bytes: [UInt8]) {
    var type: String?
    var text: String?
    var reader = JSONReader(bytes)
    do throws(JSONError) {
      try reader.object { key, reader throws(JSONError) in
        switch key {
        case "__type": type = try reader.stringIfPresent()
        case "message", "Message": text = try reader.stringIfPresent() ?? text
        // REST services, the metadata services of EC2 and ECS; and OAuth (RFC 6749, 5.2), which the sign-in of SSO speaks.
        case "code", "Code", "error":
          if try reader.peek() == .string { otherCode = Self.bare(try reader.string()) } else { try reader.skip() }
        case "error_description": text = try reader.stringIfPresent() ?? text
        default: try reader.skip()
        }
      }
    } catch {
      // An error answer that is garbled is still an error answer: its status says so, and what was read before is kept.
    }
    code = type.map(Self.bare)
    message = text ?? ""
  }

  private mutating func readXML(_ bytes: [UInt8]) {
    var reader = XMLReader(bytes)
    do throws(XMLError) {
      try reader.document { name, reader throws(XMLError) in try read(name, &reader) }
    } catch {
      // As above.
    }
  }

  private mutating func read(_ name: XMLName, _ reader: inout XMLReader) throws(XMLError) {
    switch name {
    case "ErrorResponse", "Response", "Errors", "Error":
      try reader.children { name, reader throws(XMLError) in try read(name, &reader) }
    case "Code": code = try reader.text()
    case "Message": message = try reader.text()
    case "RequestId", "RequestID": requestID = try reader.text()
    default: try reader.skip()
    }
  }

  /// `com.amazonaws.ecs#ClientException:http://…` is `ClientException`.
  private static func bare(_ type: String) -> String {
    let name = type.prefix { $0 != ":" }
    return String(name[(name.lastIndex(of: "#").map(name.index(after:)) ?? name.startIndex)...])
  }
}
