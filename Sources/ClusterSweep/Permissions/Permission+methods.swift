import AWSServices
import AgentHealth

extension Permission {
  /// What replacing by some methods needs, and what people need to give a remediation up.
  static func replacing(by methods: Set<RemediationMethod>) -> Set<Purpose> {
    var purposes: Set<Purpose> = [.replace, .release]
    if methods.contains(.detach) { purposes.insert(.detach) }
    if methods.contains(.asg) { purposes.insert(.terminateInGroup) }
    if methods.contains(.unhealthy) { purposes.insert(.setUnhealthy) }
    return purposes
  }

  /// What looking needs, where instances are replaced by some methods.
  static func looking(for methods: Set<RemediationMethod>) -> Set<Purpose> {
    methods.isSubset(of: [.detach]) ? [.look] : [.look, .lookAtHooks]
  }
}
