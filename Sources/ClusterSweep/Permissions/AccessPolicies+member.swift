import AWSServices
import AgentHealth

extension AccessPolicies {
  /// What sweeping an account needs there. Account and Region are left open, because a role reaches only its own account's resources.
  var memberStatements: [IAMPolicy.Statement] {
    // Most reads know no narrower resource, and a last look goes through every cluster of the Region.
    let methods = accounts.reduce(into: Set()) { $0.formUnion($1.policies.methods) }
    var purposes = Permission.looking(for: methods)
    if accounts.contains(where: { !$0.regions.wildcards.isEmpty }) { purposes.insert(.find) }
    let look = IAMPolicy.Statement("Look", actions: Permission.needed(for: purposes), resources: ["*"])
    guard mode == .apply else { return [look] }
    return [look]
      + Permission.needed(for: Permission.replacing(by: methods)).map { permission in
        let name = permission.rawValue.split(separator: ":").last.map(String.init) ?? permission.rawValue
        return .init(name, actions: [permission], resources: [resource(of: permission)], conditions: conditions(of: permission))
      }
  }

  private func resource(of permission: Permission) -> String {
    switch permission {
    case .createTags, .terminateInstances, .deleteTags: "arn:\(partition):ec2:*:*:instance/*"
    case .detachInstances, .terminateInGroup, .setInstanceHealth:
      "arn:\(partition):autoscaling:*:*:autoScalingGroup:*:autoScalingGroupName/*"
    case .deregisterContainerInstance: "arn:\(partition):ecs:*:*:cluster/*"
    default: "*"
    }
  }

  private func conditions(of permission: Permission) -> [IAMPolicy.Statement.Condition] {
    let ours = ["\(installation)/*"]
    return switch permission {
    case .createTags:
      [
        .init("StringLike", "aws:RequestTag/\(RemediationTag.key)", ours),
        .init("ForAllValues:StringEquals", "aws:TagKeys", [RemediationTag.key]),
      ]
    // The tag is written first, so what does not carry it was never judged.
    case .terminateInstances: [.init("StringLike", "aws:ResourceTag/\(RemediationTag.key)", ours)]
    case .deleteTags:
      [
        .init("StringLike", "aws:ResourceTag/\(RemediationTag.key)", ours),
        .init("ForAllValues:StringEquals", "aws:TagKeys", [RemediationTag.key]),
      ]
    default: []
    }
  }
}
