/// Who may use a connection next: a cap in all, a cap per endpoint, and a fair order.
///
/// Each endpoint is a lane with its own queue; lanes with waiters take turns, so a thousand requests to one endpoint do not delay the first one
/// to another. A cap of our own, because more sockets than about 64 only cost (libcurl would open one for each request).
struct Admission<Element> {
  private struct Lane {
    var waiting = FIFO<Element>()
    var inFlight = 0
    /// In `turns`; a lane stands there at most once.
    var hasTurn = false
  }

  let maxInFlight: Int
  let maxPerEndpoint: Int
  private(set) var inFlight = 0
  private var lanes: [Lane] = []
  private var laneOfEndpoint: [Endpoint: Int] = [:]
  private var turns = FIFO<Int>()

  init(maxInFlight: Int, maxPerEndpoint: Int) {
    self.maxInFlight = maxInFlight
    self.maxPerEndpoint = maxPerEndpoint
  }

  /// The lane of an endpoint; made when it is new.
  mutating func lane(of endpoint: Endpoint) -> Int {
    if let lane = laneOfEndpoint[endpoint] { return lane }
    lanes.append(Lane())
    laneOfEndpoint[endpoint] = lanes.count - 1
    return lanes.count - 1
  }

  mutating func append(_ element: Element, lane: Int) {
    lanes[lane].waiting.append(element)
    offerTurn(lane)
  }

  /// The next to begin, counted as in flight until `finished(lane:)`; `nil` when none waits or the caps are reached. Elements that gave up while
  /// they waited come out too: looking for them earlier would cost a search for each.
  mutating func next() -> Element? {
    guard inFlight < maxInFlight, let lane = turns.popFirst() else { return nil }
    lanes[lane].hasTurn = false
    guard let element = lanes[lane].waiting.popFirst() else { return nil }
    lanes[lane].inFlight += 1
    inFlight += 1
    offerTurn(lane)
    return element
  }

  mutating func finished(lane: Int) {
    lanes[lane].inFlight -= 1
    inFlight -= 1
    offerTurn(lane)
  }

  private mutating func offerTurn(_ lane: Int) {
    if !lanes[lane].hasTurn && !lanes[lane].waiting.isEmpty && lanes[lane].inFlight < maxPerEndpoint {
      lanes[lane].hasTurn = true
      turns.append(lane)
    }
  }
}
