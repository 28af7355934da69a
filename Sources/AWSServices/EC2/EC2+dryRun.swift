public import AWSCore
internal import WireFormats

extension EC2 {
  /// What EC2 said to a change that it was asked only to judge.
  public enum DryRun: Hashable, Sendable {
    /// `DryRunOperation`: it would have been done.
    case allowed
    /// `UnauthorizedOperation`.
    case denied
    /// It answered as if it had been done: no EC2 does that.
    case ignored
  }

  /// Whether these tags may be set on an instance. Changes nothing.
  public func mayCreateTags(instance id: String, _ tags: [String: String]) async throws(AWSError) -> DryRun {
    try await dryRun("CreateTags", .ec2Mutating) { form in Self.createTagsFields(&form, instance: id, tags) }
  }

  /// Whether this tag may be removed from an instance. Changes nothing.
  public func mayDeleteTag(instance id: String, key: String, value: String) async throws(AWSError) -> DryRun {
    try await dryRun("DeleteTags", .ec2Mutating) { form in Self.createTagsFields(&form, instance: id, [key: value]) }
  }

  /// Whether an instance may be terminated. Changes nothing.
  public func mayTerminate(id: String) async throws(AWSError) -> DryRun {
    try await dryRun("TerminateInstances", .ec2Terminate) { $0.list("InstanceId", [id]) }
  }

  private func dryRun(_ name: String, _ category: APICategory, _ fields: (inout FormWriter) -> Void) async throws(AWSError) -> DryRun {
    // A dry run is a read: to ask again does no harm.
    let operation = AWSOperation<Void>.form(Self.service, name, category, .read) { form in
      form.field("DryRun", true)
      fields(&form)
    } answer: { reader throws(XMLError) in
      try reader.skip()
    }
    do throws(AWSError) {
      try await call(operation)
      return .ignored
    } catch {
      if error.code == "DryRunOperation" { return .allowed }
      if error.isAccessDenied { return .denied }
      throw error
    }
  }
}
