import AWSCore
import AWSServices
import AgentHealth
import FailureStore
import Reports

/// The messages to people: at most two a sweep, in the topic's own Region, with the caller's credentials.
struct Announce: Sendable {
  let client: AWSClient
  let account: AWSAccount
  let topic: String?

  /// Tells what a sweep found and did, as far as it is news, and notes what was told. A store that cannot say what was told makes everything news.
  ///
  /// - Parameter store: nil for a report of a part: what it leaves out is not over.
  func digest(
    _ report: SweepReport, store: (any StrikeStore)?, after earlier: NotificationReport?, at now: Timestamp
  ) async -> (report: NotificationReport?, warning: String?) {
    guard topic != nil, report.mode != .plan else { return (earlier, nil) }
    var report = report
    report.notification = earlier
    var (told, warning): ([Target: [String: String]]?, String?)
    do {
      told = try await store?.told(News.places(of: report))
    } catch {
      warning = "what was told before could not be read, so everything is told: \(error)"
    }
    let news = News(report, told: told, now: now)
    let sent = await publish(Message.digest(report, news), after: earlier)
    guard let store, told != nil, sent?.error == nil else { return (sent, warning) }
    do {
      for (target, changes) in news.changes.sorted(by: { $0.key < $1.key }) { try await store.tell(changes, of: target) }
      return (sent, nil)
    } catch {
      return (sent, "what was told could not be noted, so it is told again: \(error)")
    }
  }

  /// Publishes `message`, if there is one and somewhere to send it, and says what became of it.
  func publish(_ message: Message?, after earlier: NotificationReport? = nil) async -> NotificationReport? {
    guard let topic, let message else { return earlier }
    var report = earlier ?? NotificationReport(topic: topic)
    do throws(AWSError) {
      let attributes = message.attributes.map {
        SNS.Attribute(name: $0.name, dataType: $0.isArray ? "String.Array" : "String", value: $0.value)
      }
      _ = try await SNS(client, account: account).publish(
        topic: topic, subject: message.subject, message: message.body, attributes: attributes)
      report.sent += 1
    } catch {
      report.error = error.description
    }
    return report
  }
}
