import Foundation
import MockAWS

/// What IAM makes of a printed policy: one call of the mock's log after another, with the resources and the context that the Service
/// Authorization Reference gives it. Knows the operators that printed policies have, and no more.
struct PolicyJudge {
  struct Document: Decodable {
    struct Statement: Decodable {
      let Sid: String, Action: [String], Resource: [String], Condition: [String: [String: [String]]]?
    }
    let Statement: [Statement]
  }

  /// What a call asks for.
  private struct Request {
    let action: String
    let resources: [String]
    /// Of the tags in the call, by key.
    let requestTags: [String: String]
  }

  let policy: Document
  /// Tags of EC2 instances, as the calls so far have left them.
  private var tags: [String: [String: String]] = [:]
  /// The statements by which something was allowed.
  private(set) var used: Set<String> = []

  init(_ json: String) throws {
    policy = try JSONDecoder().decode(Document.self, from: Data(json.utf8))
  }

  /// Whether one statement allows the call on each of its resources.
  mutating func allows(_ call: MockCall) -> Bool {
    let request = Self.request(call)
    // It needs no permission.
    if request.action == "sts:GetCallerIdentity" { return true }
    defer { remember(call, request) }
    return !request.resources.isEmpty
      && request.resources.allSatisfy { resource in
        guard let statement = policy.Statement.first(where: { allows(request, on: resource, by: $0) }) else { return false }
        used.insert(statement.Sid)
        return true
      }
  }

  private func allows(_ request: Request, on resource: String, by statement: Document.Statement) -> Bool {
    statement.Action.contains(request.action) && statement.Resource.contains { Self.matches($0, resource) }
      && (statement.Condition ?? [:]).allSatisfy { test, keys in
        keys.allSatisfy { key, allowed in holds(test, key, allowed, request, on: resource) }
      }
  }

  private func holds(_ test: String, _ key: String, _ allowed: [String], _ request: Request, on resource: String) -> Bool {
    let values: [String]
    switch key.split(separator: "/", maxSplits: 1).map(String.init) {
    case ["aws:TagKeys"]: values = Array(request.requestTags.keys)
    case let parts where parts.first == "aws:RequestTag": values = request.requestTags[parts[1]].map { [$0] } ?? []
    case let parts where parts.first == "aws:ResourceTag": values = tags[resource]?[parts[1]].map { [$0] } ?? []
    default: return false
    }
    switch test {
    case "StringLike": return values.contains { value in allowed.contains { Self.matches($0, value) } }
    case "ForAllValues:StringEquals": return values.allSatisfy(allowed.contains)
    default: return false
    }
  }

  private mutating func remember(_ call: MockCall, _ request: Request) {
    guard call.wasCarriedOut else { return }
    for resource in request.resources {
      if request.action == "ec2:CreateTags" { tags[resource, default: [:]].merge(request.requestTags) { $1 } }
      if request.action == "ec2:DeleteTags" { for key in request.requestTags.keys { tags[resource]?[key] = nil } }
    }
  }

  private static func request(_ call: MockCall) -> Request {
    let place = "\(call.region):\(call.account)"
    let instances = call.resources.filter { $0.hasPrefix("i-") }.map { "arn:aws:ec2:\(place):instance/\($0)" }
    let pairs = call.resources.compactMap { text in text.firstIndex(of: "=").map { (String(text[..<$0]), String(text[$0...].dropFirst())) }
    }
    let resources: [String] =
      switch call.operation {
      case "CreateTags", "DeleteTags", "TerminateInstances": instances
      case "DetachInstances":
        ["arn:aws:autoscaling:\(place):autoScalingGroup:7d2a:autoScalingGroupName/\(call.resources.first ?? "")"]
      case "DeregisterContainerInstance": ["arn:aws:ecs:\(place):cluster/\(call.resources.first ?? "")"]
      case "AssumeRole", "Publish": call.resources
      // Of the reads, those that know narrower resources are allowed on everything all the same.
      default: ["*"]
      }
    return Request(
      action: "\(call.service):\(call.operation)", resources: resources, requestTags: Dictionary(pairs, uniquingKeysWith: { $1 }))
  }

  /// `*` stands for any run of characters.
  private static func matches(_ pattern: String, _ text: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count > 1 else { return pattern == text }
    guard text.hasPrefix(parts[0]), text.hasSuffix(parts[parts.count - 1]) else { return false }
    var rest = text.dropFirst(parts[0].count).dropLast(parts[parts.count - 1].count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let found = rest.range(of: part) else { return false }
      rest = rest[found.upperBound...]
    }
    return true
  }
}
