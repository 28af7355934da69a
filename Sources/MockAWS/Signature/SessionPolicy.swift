/// The policy that an AssumeRole passed. It is judged by action alone: a statement's resources and conditions are taken to match.
struct SessionPolicy: Sendable, Equatable {
  private var allowed: [String] = []
  private var denied: [String] = []

  /// `nil` where `text` is no policy document.
  init?(_ text: String) {
    guard let document = JSONParser.parse(Array(text.utf8)), let statement = document["Statement"] else { return nil }
    for entry in statement.array ?? [statement] {
      let actions = entry["Action"]?.strings ?? entry["Action"]?.string.map { [$0] } ?? []
      switch entry["Effect"]?.string {
      case "Allow": allowed += actions.map { $0.lowercased() }
      case "Deny": denied += actions.map { $0.lowercased() }
      default: return nil
      }
    }
  }

  /// Whether `action`, such as `ecs:ListClusters`, is let through.
  func allows(_ action: String) -> Bool {
    let action = action.lowercased()
    return allowed.contains { Wildcard.matches($0, action) } && !denied.contains { Wildcard.matches($0, action) }
  }
}
