/// What must never happen, and did.
struct Violation: Error, Hashable, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }

  static func unless(_ condition: Bool, _ description: @autoclosure () -> String) throws(Violation) {
    if !condition { throw Violation(description()) }
  }
}
