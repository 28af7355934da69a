/// One call as a value: what to send, which limit it counts on, how often it may be sent, how its answer is read.
public struct AWSOperation<Output: Sendable>: Sendable {
  /// What the call does to the world, and so what a lost answer means.
  public enum Effect: Sendable {
    /// Changes nothing: may be sent again whenever that helps.
    case read
    /// Changes something, and sending it once more does no harm; why that is so stands beside the operation. Not cancelled while in flight.
    case change
    /// A change that AWS refuses the second time. After a lost answer this refusal is the confirmation; the closure knows it and gives the
    /// output then, nil for every other error. Not cancelled while in flight.
    case changeRefusedOnceDone(@Sendable (AWSError) -> Output?)
  }

  /// The service.
  public let service: AWSService
  /// The operation's name.
  public let name: String
  /// The bucket that it draws from.
  public let category: APICategory
  /// What it does to the world.
  public let effect: Effect
  /// Exactly what is sent.
  public let body: [UInt8]
  /// What a REST service is asked for, by GET; nil for every other, which is asked by a POST of `body`.
  public let resource: Resource?
  /// Reads the body of a 2xx answer.
  let decode: @Sendable ([UInt8]) throws(MalformedAnswer) -> Output

  /// What a GET asks for.
  public struct Resource: Sendable {
    /// Without the slash before it; encoded.
    public let path: String
    /// Not encoded.
    public let query: [(name: String, value: String)]
  }

  init(
    service: AWSService, name: String, category: APICategory, effect: Effect, body: [UInt8], resource: Resource? = nil,
    decode: @escaping @Sendable ([UInt8]) throws(MalformedAnswer) -> Output
  ) {
    self.service = service
    self.name = name
    self.category = category
    self.effect = effect
    self.body = body
    self.resource = resource
    self.decode = decode
  }

  var isChange: Bool {
    switch effect {
    case .read: false
    case .change, .changeRefusedOnceDone: true
    }
  }

  func settled(by error: AWSError) -> Output? {
    switch effect {
    case .read, .change: nil
    case .changeRefusedOnceDone(let output): output(error)
    }
  }
}
