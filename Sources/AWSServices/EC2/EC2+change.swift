public import AWSCore
internal import WireFormats

extension EC2 {
  /// Sets tags of an instance; those of other keys stay. No tags, no request.
  public func createTags(instance id: String, _ tags: [String: String]) async throws(AWSError) {
    if !tags.isEmpty { try await call(Self.createTags(instance: id, tags)) }
  }

  /// Removes a tag of an instance, if it still has this value. One that is not there (any more) is no error.
  public func deleteTag(instance id: String, key: String, value: String) async throws(AWSError) {
    try await call(Self.tagging("DeleteTags", instance: id, [key: value]))
  }

  /// Terminates one instance: with several in a request, one that is protected would decide over others in its zone. Returns the instance's
  /// new state, `shutting-down` or `terminated`.
  public func terminateInstance(id: String) async throws(AWSError) -> String {
    try await call(Self.terminateInstance(id: id))
  }

  /// Setting a tag to the same value again changes nothing.
  static func createTags(instance id: String, _ tags: [String: String]) -> AWSOperation<Void> {
    tagging("CreateTags", instance: id, tags)
  }

  private static func tagging(_ operation: String, instance id: String, _ tags: [String: String]) -> AWSOperation<Void> {
    .form(service, operation, .ec2Mutating, .change) { form in
      createTagsFields(&form, instance: id, tags)
    } answer: { reader throws(XMLError) in
      // The model has no output; AWS says `<return>true</return>`, others say nothing.
      if let answer = try reader.text(of: "return"), answer != "true" { throw reader.error("return is not true") }
    }
  }

  static func createTagsFields(_ form: inout FormWriter, instance id: String, _ tags: [String: String]) {
    form.list("ResourceId", [id])
    for (index, tag) in tags.sorted(by: { $0.key < $1.key }).enumerated() {
      form.field("Tag.\(index + 1).Key", tag.key)
      form.field("Tag.\(index + 1).Value", tag.value)
    }
  }

  /// TerminateInstances is idempotent: terminating a terminated instance succeeds, for the hour in which EC2 still knows it.
  static func terminateInstance(id: String) -> AWSOperation<String> {
    .form(service, "TerminateInstances", .ec2Terminate, .change) { form in
      form.list("InstanceId", [id])
    } answer: { reader throws(XMLError) in
      var state: String?
      try reader.children { name, reader throws(XMLError) in
        guard name == "instancesSet" else { return }
        try reader.children { _, reader throws(XMLError) in
          var found: (id: String?, state: String?)
          try reader.children { name, reader throws(XMLError) in
            switch name {
            case "instanceId": found.id = try reader.text()
            case "currentState": found.state = try reader.text(of: "name")
            default: try reader.skip()
            }
          }
          if found.id == id { state = found.state }
        }
      }
      guard let state else { throw reader.error("currentState of \(id) is missing") }
      return state
    }
  }
}
