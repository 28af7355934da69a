import NIOCore

extension Cloud {
  /// The members, at most 20 a page; only the management account may ask.
  func listAccounts(_ call: inout Call) throws(Refusal) -> ByteBuffer {
    guard let organization, organization.members.contains(where: { $0.id == call.account.id }) else {
      throw Refusal("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.")
    }
    guard call.account.id == organization.management else {
      throw Refusal("AccessDeniedException", "You don't have permissions to access this resource.")
    }
    let size = call.json["MaxResults"] == nil ? 20 : call.json["MaxResults"]?.int ?? 0
    guard (1...20).contains(size) else { throw Self.invalid("You provided a value that does not match the required range: MaxResults") }
    // The token says from where, and whether the empty page was sent.
    var (start, isEmptySent) = (0, false)
    if let token = call.json["NextToken"]?.string {
      let parts = Self.openedToken(token)?.split(separator: " ") ?? []
      guard parts.count == 2, let from = Int(parts[0]) else { throw Self.invalid("You provided an invalid NextToken.") }
      (start, isEmptySent) = (from, parts[1] == "sent")
    }
    let isEmpty = organization.hasEmptyPages && !isEmptySent
    let page = isEmpty ? [] : organization.members.dropFirst(start).prefix(shortened(size))
    let next = start + page.count
    var json = JSONText()
    json.object { answer in
      answer.key("Accounts")
      answer.array { list in
        for member in page { Self.write(member, management: organization.management, to: &list) }
      }
      if next < organization.members.count { answer.member("NextToken", Self.token("\(next) \(isEmpty ? "sent" : "open")")) }
    }
    return json.buffer
  }

  private static func write(_ member: MockFleet.Organization.Member, management: String, to list: inout JSONText) {
    list.object { json in
      json.member("Id", member.id)
      json.member("Arn", "arn:aws:organizations::\(management):account/o-mock000000/\(member.id)")
      json.member("Email", "\(member.id)@example.com")
      json.member("Name", member.name)
      // The retired member says what no longer counts.
      json.member("Status", "ACTIVE")
      json.member("State", member.state)
      let units = [MockFleet.Organization.root] + member.units
      json.member("Paths", ["o-mock000000/\(units.joined(separator: "/"))/\(member.id)/"])
      json.member("JoinedMethod", "CREATED")
      json.member("JoinedTimestamp", 1_700_000_000)
    }
  }

  private static func invalid(_ text: String) -> Refusal {
    Refusal("InvalidInputException", text)
  }
}
