import AWSCore
import AWSServices
import AgentHealth

/// Tries each permission that a sweep needs in one account and Region, in the order in which a sweep needs them.
struct RegionCheckup: Sendable {
  let scope: RegionScope
  let plan: AccountPlan
  let installation: String

  /// What was found, and the clusters that are to be swept; nil where they could not be listed.
  func run() async -> (findings: [Finding], clusters: [String]?) {
    var probe = PermissionProbe(scope: scope, clusters: plan.clusters, installation: installation)
    var findings: [Finding] = []
    let methods = plan.policies.methods
    for permission in Permission.needed(for: Permission.looking(for: methods).union(Permission.replacing(by: methods))) {
      findings.append(await finding(permission, &probe))
    }
    return (findings, probe.found)
  }

  private func finding(_ permission: Permission, _ probe: inout PermissionProbe) async -> Finding {
    let consequence: ExitStatus = permission.isChange ? .unfinished : .notSeen
    var finding = Finding(.ok, permission.rawValue, account: scope.account.id, region: scope.region, detail: "", consequence: consequence)
    do throws(AWSError) {
      switch try await probe.attempt(permission) {
      case .allowed(let detail):
        finding.detail = detail
      case .untested(let why):
        (finding.result, finding.detail) = (.untested, why)
      case .denied:
        (finding.result, finding.detail, finding.advice) = (.failed, "a dry run was denied", Self.allow)
      case .ignored(let instance):
        finding.result = .failed
        finding.detail = "a dry run was carried out on \(instance): this is not AWS's own endpoint"
        finding.advice = "look at AWS_ENDPOINT_URL, and take back what was done"
      }
    } catch {
      if error.code.hasPrefix("InvalidInstanceID") {
        (finding.result, finding.detail) = (.untested, "the instance to ask about is gone: \(error.code)")
      } else {
        finding.result = .failed
        finding.detail = error.description
        finding.advice = error.isAccessDenied ? Self.allow : "see what AWS says; until then the Region is not swept"
      }
    }
    return finding
  }

  private static let allow = "allow it to the role: ecs-agent-monitor policy prints what it needs"
}
