import AWSCore
import AWSServices
import AgentHealth

/// Whether the topic is there, in the Region that its ARN names. To publish would be to tell people.
struct TopicCheckup: Sendable {
  let client: AWSClient
  let account: AWSAccount
  let topic: String?

  func run() async -> [Finding] {
    guard let topic else { return [] }
    var finding = Finding(.ok, "topic", region: ARN(topic)?.region, detail: topic, consequence: .unfinished)
    do throws(AWSError) {
      try await SNS(client, account: account).findTopic(topic)
    } catch {
      if error.isAccessDenied {
        finding.result = .untested
        finding.detail = "\(topic) may not be looked at: \(error.code)"
        finding.advice = "allow sns:GetTopicAttributes to the caller, if it is to be tried; sweeps do not need it"
      } else {
        finding.result = .failed
        finding.detail = error.description
        finding.advice = "make the topic, or correct notify.sns_topic_arn"
      }
    }
    let publishing = Finding(
      .untested, Permission.publish.rawValue, region: finding.region, detail: "SNS knows no dry run, and a message would reach people")
    return [finding, publishing]
  }
}
