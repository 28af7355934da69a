extension OrganizationPlan {
  /// What is to be swept of an organization, and what is not.
  public struct Selection: Hashable, Sendable {
    /// The accounts to sweep.
    public var plans: [AccountPlan] = []
    /// The accounts that are not `ACTIVE`: they are named, and not swept.
    public var inactive: [OrganizationMember] = []
    /// What the plan speaks of and the organization has not, in sentences.
    public var mistakes: [String] = []
  }

  /// Selects among all accounts that the organization lists. An exclude that names nobody leaves none: whoever mistyped it believes an account
  /// to be safe that is not.
  /// - Parameter named: accounts with entries of their own, by ID: the organization's entry says nothing about them.
  public func select(_ members: [OrganizationMember], named: Set<String> = []) -> Selection {
    var selection = Selection()
    guard !members.isEmpty else {
      selection.mistakes = ["it lists no account, not even the caller's own"]
      return selection
    }
    let unknown = exclude.filter { name in !Glob.isPattern(name) && !members.contains { $0.isMeant(by: name) } }
    guard unknown.isEmpty else {
      selection.mistakes = unknown.map { "\"exclude\" names \"\($0)\", and no account is called that: none of them is swept" }
      return selection
    }
    let inUnits = members.filter { organizationalUnits.isEmpty || !Set(organizationalUnits).isDisjoint(with: $0.units) }
    let chosen = inUnits.filter { member in
      (include.isEmpty || include.contains(where: member.isMeant)) && !exclude.contains(where: member.isMeant)
    }
    selection.mistakes = mistakes(members, inUnits: inUnits)
    if chosen.isEmpty, selection.mistakes.isEmpty { selection.mistakes = ["\"exclude\" leaves none of its accounts"] }
    for member in chosen.sorted(by: { $0.id < $1.id }) where !named.contains(member.id) {
      if member.state == "ACTIVE" { selection.plans.append(plan(for: member)) } else { selection.inactive.append(member) }
    }
    return selection
  }

  private func mistakes(_ members: [OrganizationMember], inUnits: [OrganizationMember]) -> [String] {
    let place = organizationalUnits.isEmpty ? "of the organization" : "in its organizational_units"
    let emptyUnits = organizationalUnits.filter { unit in !members.contains { $0.units.contains(unit) } }
    let missing = include.filter { glob in !inUnits.contains { $0.isMeant(by: glob) } }
    return emptyUnits.map { "no account is in the organizational unit \($0)" }
      + missing.map { "\"include\" names \"\($0)\", and no account \(place) is called that" }
  }
}
