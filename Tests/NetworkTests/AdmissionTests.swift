import Testing

@testable import Network

@Suite("Admission")
struct AdmissionTests {
  private static func endpoint(_ name: String) throws -> Endpoint { try #require(Endpoint(url: "https://\(name)/")) }

  @Test("a lane gives its requests out in order, up to its cap")
  func orderInLane() throws {
    var admission = Admission<Int>(maxInFlight: 10, maxPerEndpoint: 2)
    let lane = admission.lane(of: try Self.endpoint("a"))
    for number in 1...4 { admission.append(number, lane: lane) }
    let first = [admission.next(), admission.next(), admission.next()]
    #expect(first == [1, 2, nil])
    admission.finished(lane: lane)
    #expect([admission.next(), admission.next()] == [3, nil])
    #expect(admission.inFlight == 2)
  }

  @Test("lanes take turns: a late first request does not wait behind a thousand of another endpoint")
  func turns() throws {
    var admission = Admission<String>(maxInFlight: 2, maxPerEndpoint: 2)
    let a = admission.lane(of: try Self.endpoint("a"))
    let b = admission.lane(of: try Self.endpoint("b"))
    for number in 1...1000 { admission.append("a\(number)", lane: a) }
    #expect([admission.next(), admission.next(), admission.next()] == ["a1", "a2", nil])
    admission.append("b1", lane: b)
    admission.append("b2", lane: b)
    var order: [String] = []
    for _ in 1...4 {
      admission.finished(lane: order.last?.hasPrefix("b") == true ? b : a)
      let next = admission.next()
      order.append(try #require(next))
    }
    #expect(order == ["b1", "a3", "b2", "a4"] || order == ["a3", "b1", "a4", "b2"])
  }

  @Test("an endpoint is scheme, host and port, whatever the path, the user and the case")
  func sameLane() throws {
    var admission = Admission<Int>(maxInFlight: 1, maxPerEndpoint: 1)
    let first = admission.lane(of: try Self.endpoint("host:1"))
    #expect(admission.lane(of: try #require(Endpoint(url: "https://user:password@HOST:1/path?a@b"))) == first)
    #expect(admission.lane(of: try #require(Endpoint(url: "https://host:1?query"))) == first)
    #expect(admission.lane(of: try #require(Endpoint(url: "http://host:1/"))) != first)
    #expect(admission.lane(of: try #require(Endpoint(url: "https://host:2/"))) != first)
  }

  @Test("the caps hold and nothing is lost over a long random run")
  func randomRun() throws {
    var generator = SystemRandomNumberGenerator()
    var admission = Admission<(Int, Int)>(maxInFlight: 7, maxPerEndpoint: 3)
    let lanes = try (0..<5).map { admission.lane(of: try Self.endpoint("host\($0)")) }
    var waiting = Array(repeating: [Int](), count: 5)
    var running = Array(repeating: 0, count: 5)
    var next = 0
    func step(appends: Bool) {
      if appends {
        let lane = lanes.randomElement(using: &generator) ?? 0
        admission.append((lane, next), lane: lane)
        waiting[lane].append(next)
        next += 1
      } else if let lane = lanes.filter({ running[$0] > 0 }).randomElement(using: &generator) {
        running[lane] -= 1
        admission.finished(lane: lane)
      }
      while let (lane, number) = admission.next() {
        #expect(waiting[lane].removeFirst() == number)
        running[lane] += 1
      }
      #expect(running.allSatisfy { $0 <= 3 } && running.reduce(0, +) == admission.inFlight && admission.inFlight <= 7)
      // Work conserving: whoever waits is held by a cap.
      #expect(admission.inFlight == 7 || lanes.allSatisfy { waiting[$0].isEmpty || running[$0] == 3 })
    }
    for _ in 0..<5000 { step(appends: Bool.random(using: &generator)) }
    while running.contains(where: { $0 > 0 }) { step(appends: false) }
    #expect(waiting.allSatisfy { $0.isEmpty })
  }
}

@Suite("First in, first out")
struct FIFOTests {
  @Test("elements come out in order, also after compaction and removal")
  func order() {
    var fifo = FIFO<Int>()
    var expected: [Int] = []
    for number in 0..<1000 {
      fifo.append(number)
      expected.append(number)
      if number % 3 == 0 { #expect(fifo.popFirst() == expected.removeFirst()) }
    }
    #expect(fifo.remove { $0 % 2 == 0 } == expected.filter { $0 % 2 == 0 })
    expected.removeAll { $0 % 2 == 0 }
    #expect(fifo.count == expected.count)
    while let element = fifo.popFirst() { #expect(element == expected.removeFirst()) }
    #expect(expected.isEmpty && fifo.isEmpty && fifo.first == nil)
  }
}
