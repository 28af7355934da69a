public import WireFormats

extension AWSOperation {
  /// An operation of a query service or of EC2.
  /// - Parameters:
  ///   - fields: writes the fields behind `Action` and `Version`.
  ///   - answer: reads the element that holds the output: `…Result`, or in EC2 `…Response`; throws where something is missing that must be
  ///     there.
  public static func form(
    _ service: AWSService, _ name: String, _ category: APICategory, _ effect: Effect,
    fields: (inout FormWriter) -> Void,
    answer: @escaping @Sendable (inout XMLReader) throws(XMLError) -> Output
  ) -> AWSOperation {
    let (version, hasResult) =
      switch service.wireProtocol {
      case .query(let version): (version, true)
      case .ec2(let version): (version, false)
      case .json, .rest: ("", false)
      }
    var form = FormWriter(action: name, version: version)
    fields(&form)
    return AWSOperation(service: service, name: name, category: category, effect: effect, body: form.bytes) {
      bytes throws(MalformedAnswer) in
      do throws(XMLError) {
        return try read(bytes, name: name, hasResult: hasResult, answer)
      } catch {
        throw MalformedAnswer("\(bytes.count) bytes, \(error)")
      }
    }
  }

  private static func read(
    _ bytes: [UInt8], name: String, hasResult: Bool, _ answer: (inout XMLReader) throws(XMLError) -> Output
  ) throws(XMLError) -> Output {
    var reader = XMLReader(bytes)
    var output: Output?
    try reader.document { root, reader throws(XMLError) in
      guard root.string == "\(name)Response" else { throw reader.error("found another document than \(name)Response") }
      guard hasResult else {
        output = try answer(&reader)
        return
      }
      try reader.children { child, reader throws(XMLError) in
        if output == nil, child.string == "\(name)Result" { output = try answer(&reader) }
      }
    }
    guard let output else { throw reader.error("\(name)Result is missing") }
    return output
  }
}
