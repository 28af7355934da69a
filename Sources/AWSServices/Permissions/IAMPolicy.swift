internal import WireFormats

/// A policy of IAM: what is allowed, and nothing else.
public struct IAMPolicy: Hashable, Sendable {
  /// What is allowed together.
  public struct Statement: Hashable, Sendable {
    /// One test on the request: operator, key, and the values of which one must fit.
    public struct Condition: Hashable, Sendable {
      let test: String
      let key: String
      let values: [String]

      /// Such as `StringLike`, `aws:ResourceTag/owner`, `["me"]`.
      public init(_ test: String, _ key: String, _ values: [String]) {
        self.test = test
        self.key = key
        self.values = values
      }
    }

    let id: String
    let actions: [String]
    var resources: [String] = []
    var principal: String?
    /// All of them must hold; no two with the same test and key.
    var conditions: [Condition] = []

    /// Allows actions on resources.
    /// - Parameter id: `Sid`, letters and digits only.
    public init(_ id: String, actions: [Permission], resources: [String], conditions: [Condition] = []) {
      self.id = id
      self.actions = actions.map(\.rawValue)
      self.resources = resources
      self.conditions = conditions
    }

    /// Allows somebody to assume the role that the policy belongs to.
    public init(_ id: String, principal: String, conditions: [Condition] = []) {
      self.id = id
      self.actions = [Permission.assumeRole.rawValue]
      self.principal = principal
      self.conditions = conditions
    }
  }

  /// What is allowed.
  public var statements: [Statement]

  /// A policy of statements.
  public init(_ statements: [Statement]) {
    self.statements = statements
  }

  /// The document, pretty-printed, ending with a new line.
  public var json: String {
    var writer = JSONWriter(pretty: true)
    writer.object { document in
      document.member("Version", "2012-10-17")
      document.array("Statement") { list in
        for statement in statements { statement.write(to: &list) }
      }
    }
    return writer.text + "\n"
  }
}

extension IAMPolicy.Statement {
  func write(to writer: inout JSONWriter) {
    writer.object { statement in
      statement.member("Sid", id)
      statement.member("Effect", "Allow")
      if let principal { statement.object("Principal") { $0.member("AWS", principal) } }
      statement.member("Action", actions)
      if !resources.isEmpty { statement.member("Resource", resources) }
      guard !conditions.isEmpty else { return }
      statement.object("Condition") { tests in
        var rest = conditions[...]
        while let test = rest.first?.test {
          tests.object(test) { keys in
            for condition in rest where condition.test == test { keys.member(condition.key, condition.values) }
          }
          rest.removeAll { $0.test == test }
        }
      }
    }
  }
}
