import AWSCore
import AWSServices
import AgentHealth
import Reports

/// The messages to people: at most two a sweep, in the topic's own Region, with the caller's credentials.
struct Announce: Sendable {
  let client: AWSClient
  let account: AWSAccount
  let topic: String?

  /// Publishes `message`, if there is one and somewhere to send it, and says what became of it.
  func publish(_ message: Message?, after earlier: NotificationReport? = nil) async -> NotificationReport? {
    guard let topic, let message else { return earlier }
    var report = earlier ?? NotificationReport(topic: topic)
    do throws(AWSError) {
      _ = try await SNS(client, account: account).publish(topic: topic, subject: message.subject, message: message.body)
      report.sent += 1
    } catch {
      report.error = error.description
    }
    return report
  }
}
