import NIOCore

extension Cloud {
  /// The tasks of one container instance; of a cluster as a whole none is kept.
  func listTasks(_ call: inout Call) throws(Refusal) -> ByteBuffer {
    let cluster = try cluster(call)
    let name = call.json["containerInstance"]?.string ?? ""
    call.resources = [cluster.name, Self.lastPart(name)]
    guard !name.isEmpty, let instance = find(name, in: cluster) else {
      throw .invalidParameter("Referenced container instance \(Self.lastPart(name)) not found.")
    }
    let limit = shortened(try pageSize(call))
    let first = try call.json["nextToken"]?.string.map { token throws(Refusal) in Int(try Self.opened(token)) ?? 0 } ?? 0
    let last = min(instance.runningTasks, first + limit)
    // AWS's names have 32 digits and no number; these tell whose they are.
    let arn = "arn:\(call.region.partition):ecs:\(call.region.name):\(call.account.id):task/\(cluster.name)/\(instance.id)"
    var json = JSONText()
    json.object { answer in
      answer.member("taskArns", (first..<max(first, last)).map { "\(arn)-\($0)" })
      if last < instance.runningTasks { answer.member("nextToken", Self.token(String(last))) }
    }
    return json.buffer
  }
}
