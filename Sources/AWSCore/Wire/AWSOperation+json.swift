public import WireFormats

extension AWSOperation {
  /// An operation of a JSON service.
  /// - Parameters:
  ///   - members: writes the members of the request's object.
  ///   - answer: reads the answer's object, whole; throws where a member is missing that must be there.
  public static func json(
    _ service: AWSService, _ name: String, _ category: APICategory, _ effect: Effect,
    members: (inout JSONWriter) -> Void,
    answer: @escaping @Sendable (inout JSONReader) throws(JSONError) -> Output
  ) -> AWSOperation {
    var writer = JSONWriter()
    writer.object(members)
    return AWSOperation(service: service, name: name, category: category, effect: effect, body: writer.bytes) {
      bytes throws(MalformedAnswer) in
      do throws(JSONError) {
        var reader = JSONReader(bytes)
        let output = try answer(&reader)
        try reader.end()
        return output
      } catch {
        throw MalformedAnswer("\(bytes.count) bytes, \(error)")
      }
    }
  }
}
