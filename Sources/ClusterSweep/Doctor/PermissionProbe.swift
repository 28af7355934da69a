import AWSCore
import AWSServices
import AgentHealth

/// Asks AWS for one permission after another, harmlessly: reads by reading, changes by a dry run where there is one.
///
/// What an earlier answer showed, a cluster or an instance, the later questions are about.
struct PermissionProbe: Sendable {
  enum Attempt: Sendable {
    case allowed(String)
    case denied
    /// A dry run on this instance was answered as if it had been done.
    case ignored(String)
    /// Why.
    case untested(String)
  }

  let scope: RegionScope
  let clusters: NameFilter
  let installation: String
  /// The clusters here that are meant; nil where they could not be listed.
  private(set) var found: [String]?
  private var containerInstances: [String] = []
  private var ec2Instance: String?
  /// Terminated, and with our remediation tag.
  private var dead: String?

  init(scope: RegionScope, clusters: NameFilter, installation: String) {
    self.scope = scope
    self.clusters = clusters
    self.installation = installation
  }

  private var cluster: String? { found?.first }

  mutating func attempt(_ permission: Permission) async throws(AWSError) -> Attempt {
    switch permission {
    case .listClusters:
      let names = try await scope.ecs.listClusters().all().map(\.nameOfARN).filter { clusters.matches($0) }
      found = names
      return .allowed("\(names.count) to be swept")
    case .describeClusters:
      guard let cluster else { return Self.noCluster }
      _ = try await scope.ecs.describeClusters(names: [cluster])
    case .listContainerInstances:
      guard let cluster else { return Self.noCluster }
      var pages = scope.ecs.listContainerInstances(cluster: cluster).makeAsyncIterator()
      containerInstances = (try await pages.next() ?? []).map(ContainerInstance.id(ofARN:))
      return .allowed("in \(cluster)")
    case .describeContainerInstances:
      guard let cluster, !containerInstances.isEmpty else { return Self.noInstance }
      let described = try await scope.ecs.describeContainerInstances(cluster: cluster, ids: containerInstances)
      ec2Instance = described.instances.compactMap(\.ec2InstanceID).first { $0.hasPrefix("i-") }
      return .allowed("in \(cluster)")
    case .listTasks:
      guard let cluster, let instance = containerInstances.first else { return Self.noInstance }
      var pages = scope.ecs.listTasks(cluster: cluster, containerInstance: instance).makeAsyncIterator()
      _ = try await pages.next()
      return .allowed("of \(instance)")
    case .describeInstances:
      let tagged = try await scope.ec2.describeInstances(where: [.tagKey(RemediationTag.key)]).all()
      let ours = tagged.filter { RemediationTag.isOurs($0.tags[RemediationTag.key], installation: installation) }
      dead = ours.first { ["shutting-down", "terminated"].contains($0.state) }?.id
      return .allowed("\(ours.count) with our remediation tag")
    case .describeAutoScalingInstances:
      // Auto Scaling leaves out what it does not know, so that an id nobody has does as well.
      _ = try await scope.autoScaling.describeInstances(ids: [ec2Instance ?? "i-00000000000000000"])
    case .describeAutoScalingGroups:
      _ = try await scope.autoScaling.describeGroups(names: ["ecs-agent-monitor-doctor"])
    case .describeInstanceRefreshes:
      try await Self.ofNoGroup { group throws(AWSError) in _ = try await scope.autoScaling.instanceRefreshes(group: group) }
    case .describeLifecycleHooks:
      try await Self.ofNoGroup { group throws(AWSError) in _ = try await scope.autoScaling.terminatingHooks(group: group) }
    case .describeCapacityProviders:
      _ = try await scope.ecs.describeCapacityProviders(names: ["ecs-agent-monitor-doctor"])
    case .listManagedResources:
      var pages = scope.zonalShift.listManagedResources().makeAsyncIterator()
      _ = try await pages.next()
    case .describeInstanceAttribute:
      guard let ec2Instance else { return Self.noInstance }
      _ = try await scope.ec2.isTerminationProtected(id: ec2Instance)
      return .allowed("of \(ec2Instance)")
    case .createTags:
      guard let instance = dead ?? ec2Instance else { return Self.noInstance }
      let tag = RemediationTag.value(installation: installation, sweepID: "doctor", version: nil)
      return Self.attempt(try await scope.ec2.mayCreateTags(instance: instance, [RemediationTag.key: tag]), on: instance)
    case .terminateInstances:
      // On others the printed policy denies it, as it should, and a made-up id shows nothing: EC2 may look for it first. And whoever
      // ignores that it is a dry run does no harm to what is terminated.
      guard let dead else { return .untested("it may be allowed on instances with our tag only, and none that is terminated has it") }
      return Self.attempt(try await scope.ec2.mayTerminate(id: dead), on: dead)
    case .detachInstances, .terminateInGroup, .setInstanceHealth:
      return .untested("Auto Scaling knows no dry run")
    case .deregisterContainerInstance:
      return .untested("ECS knows no dry run")
    case .deleteTags:
      // As with TerminateInstances; the tag of what is terminated is of no more use to anybody.
      guard let dead else { return .untested("it may be allowed on instances with our tag only, and none that is terminated has it") }
      let tag = RemediationTag.value(installation: installation, sweepID: "doctor", version: nil)
      return Self.attempt(try await scope.ec2.mayDeleteTag(instance: dead, key: RemediationTag.key, value: tag), on: dead)
    case .describeRegions, .assumeRole, .publish, .listAccounts, .connect:
      return .untested("not needed in a Region")
    }
    return .allowed("called")
  }

  /// Nobody has a group of this name, and AWS says so only to who may ask.
  private static func ofNoGroup(_ ask: (String) async throws(AWSError) -> Void) async throws(AWSError) {
    do throws(AWSError) {
      try await ask("ecs-agent-monitor-doctor")
    } catch {
      guard error.code == "ValidationError" else { throw error }
    }
  }

  private static let noCluster = Attempt.untested("no cluster here to ask about")
  private static let noInstance = Attempt.untested("no instance here to ask about")

  private static func attempt(_ result: EC2.DryRun, on instance: String) -> Attempt {
    switch result {
    case .allowed: .allowed("dry run on \(instance)")
    case .denied: .denied
    case .ignored: .ignored(instance)
    }
  }
}
