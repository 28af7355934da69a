/// First in, first out, with removal at the front in constant time.
package struct FIFO<Element> {
  private var elements: [Element?] = []
  private var head = 0

  package init() {}

  package var isEmpty: Bool { head == elements.count }
  package var count: Int { elements.count - head }
  package var first: Element? { isEmpty ? nil : elements[head] }

  package mutating func append(_ element: Element) {
    elements.append(element)
  }

  package mutating func popFirst() -> Element? {
    if isEmpty { return nil }
    let element = elements[head]
    elements[head] = nil
    head += 1
    if head == elements.count {
      elements.removeAll(keepingCapacity: true)
      head = 0
    } else if head >= 64 && head * 2 >= elements.count {
      elements.removeFirst(head)
      head = 0
    }
    return element
  }

  package mutating func replaceFirst(_ element: Element) {
    elements[head] = element
  }

  package func forEach(_ body: (Element) -> Void) {
    for case let element? in elements[head...] { body(element) }
  }

  /// Takes all that satisfy `condition`, in order; the others keep theirs.
  package mutating func remove(where condition: (Element) -> Bool) -> [Element] {
    var removed: [Element] = []
    var kept: [Element?] = []
    while let element = popFirst() {
      if condition(element) { removed.append(element) } else { kept.append(element) }
    }
    elements = kept
    return removed
  }
}
