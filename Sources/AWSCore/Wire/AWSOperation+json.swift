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
    return AWSOperation(
      service: service, name: name, category: category, effect: effect, body: writer.bytes, decode: decoder(answer))
  }

  /// A read of a REST service: a GET, whose path and query say what is asked for. What has no value is left out.
  /// - Parameters:
  ///   - path: without the slash before it; encoded.
  ///   - query: not encoded.
  ///   - answer: as in `json`.
  public static func get(
    _ service: AWSService, _ name: String, _ category: APICategory, path: String, query: [(name: String, value: String?)],
    answer: @escaping @Sendable (inout JSONReader) throws(JSONError) -> Output
  ) -> AWSOperation {
    let query = query.compactMap { pair in pair.value.map { (name: pair.name, value: $0) } }
    return AWSOperation(
      service: service, name: name, category: category, effect: .read, body: [], resource: Resource(path: path, query: query),
      decode: decoder(answer))
  }

  private static func decoder(
    _ answer: @escaping @Sendable (inout JSONReader) throws(JSONError) -> Output
  ) -> @Sendable ([UInt8]) throws(MalformedAnswer) -> Output {
    { bytes throws(MalformedAnswer) in
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
