public import AgentHealth
public import WireFormats

extension APIReport: JSONWritable {
  /// Writes `api`, its categories in the order of their names.
  public func write(to writer: inout JSONWriter) {
    writer.object { row in
      row.member("requests", requests)
      row.member("retries", retries)
      row.member("throttled", throttled)
      row.member("connections", connections)
      row.object("by_category") { categories in
        for (name, use) in byCategory.sorted(by: { $0.key < $1.key }) { categories.member(name, use) }
      }
    }
  }
}

extension APIReport.Category: JSONWritable {
  /// Writes one member of `by_category`.
  public func write(to writer: inout JSONWriter) {
    writer.object { row in
      row.member("requests", requests)
      row.member("throttled", throttled)
      row.seconds("waited_seconds", waited)
      row.member("limit_used", Self.rounded(limitUsed))
      row.member("limit_used_most", Self.rounded(limitUsedMost))
    }
  }

  /// To a hundredth of a percent.
  private static func rounded(_ share: Double) -> Double {
    (share * 10_000).rounded() / 10_000
  }
}

extension NotificationReport: JSONWritable {
  /// Writes `notification`.
  public func write(to writer: inout JSONWriter) {
    writer.object { row in
      row.member("sns_topic_arn", topic)
      row.member("sent", sent)
      row.member("error", error)
    }
  }
}
