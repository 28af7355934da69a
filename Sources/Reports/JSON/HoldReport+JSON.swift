public import AgentHealth
public import WireFormats

extension HoldReport: JSONWritable {
  /// Writes one element of `holds`.
  public func write(to writer: inout JSONWriter) {
    writer.object { row in
      switch scope {
      case .cluster(let target):
        row.member("scope", "cluster")
        row.member("account_id", target.account)
        row.member("region", target.region)
        row.member("name", target.cluster)
      case .group(let account, let region, let name):
        row.member("scope", "group")
        row.member("account_id", account)
        row.member("region", region)
        row.member("name", name)
      case .zone(let region, let id):
        row.member("scope", "zone")
        row.member("region", region)
        row.member("name", id)
      case .region(let region):
        row.member("scope", "region")
        row.member("region", region)
      }
      row.member("rule", rule.rawValue)
      row.member("observed", figures.observed)
      row.member("disconnected", figures.disconnected)
      if let allowed { row.member("allowed", allowed) }
      row.time("held_at", hold?.heldAt)
      row.time("released_at", hold?.releasedAt)
      row.nullable("change", change?.rawValue)
      row.member("detail", detail)
      row.member("release", release)
    }
  }
}
