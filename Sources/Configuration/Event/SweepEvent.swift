public import AgentHealth

/// What an event of the Lambda function asks for (Documentation/lambda.md).
public struct SweepEvent: Hashable, Sendable {
  /// The event's own ID, as EventBridge gives it; nil where it has none.
  public var id: String?
  /// Plan, warn or apply. Default plan; of the older function's event apply, or warn as `warn_only` says.
  public var mode = SweepMode.plan
  /// What is to be swept, and how.
  public var configuration = SweepConfiguration()
  /// What is left of it.
  public var filter = ScopeFilter()
  /// Whether it is the older function's event: one literal cluster.
  public var isOlder = false

  /// Reads an event: the older function's, one of ours, or one of EventBridge around either. All that is wrong with it is in the one error,
  /// each with its path.
  ///
  /// - Parameters:
  ///   - folder: where the function's own files are, `LAMBDA_TASK_ROOT`; empty for the working directory.
  ///   - region: where the older function's cluster is, the function's own Region.
  public static func read(_ bytes: [UInt8], folder: String, region: String?) throws(ConfigurationError) -> SweepEvent {
    let document = try Document(json: bytes, file: "event")
    var (event, file) = try document.interpreted(folder: folder, by: .paths) { interpreter, root in
      interpreter.event(root, region: region)
    }
    if let file { event.configuration = try SweepConfiguration.load(file) }
    return event
  }
}
