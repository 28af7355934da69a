/// Everything the mock knows. Lives behind one lock; nothing of it leaves but values.
final class Cloud {
  let options: MockOptions
  let callerAccount: String
  var accounts: [String: Account] = [:]
  var verifier = Verifier()
  var topics: Set<String> = []
  var organization: MockFleet.Organization?
  var messages: [MockMessage] = []
  var events = EventQueue()
  var log: CallLog
  var faults: FaultPlan
  var buckets = Buckets()
  /// Names sessions, requests and messages.
  var random: SeededRandom
  /// EC2 ids that anything was done to, for `truth`.
  var changed: Set<String> = []

  var now: Double {
    options.clock.now()
  }

  init(fleet: MockFleet, options: MockOptions) {
    self.options = options
    callerAccount = fleet.callerAccount
    random = SeededRandom(seed: fleet.seed, "cloud")
    faults = FaultPlan(seed: fleet.seed)
    log = CallLog(readLimit: options.readLogLimit)
    topics = Set(fleet.topics)
    organization = fleet.organization
    for fault in options.faults { faults.add(fault) }
    build(fleet)
    addCredentials()
  }

  private func addCredentials() {
    let arn = "arn:aws:iam::\(callerAccount):user/mock"
    verifier.add(
      Credential(
        accessKey: options.accessKey, secretKey: options.secretKey, sessionToken: nil, expires: nil, account: callerAccount, arn: arn,
        userID: "AIDAMOCKMOCKMOCKMOCK"))
    for extra in options.credentials {
      verifier.add(
        Credential(
          accessKey: extra.accessKey, secretKey: extra.secretKey, sessionToken: extra.sessionToken, expires: extra.expires,
          account: extra.account, arn: "arn:aws:iam::\(extra.account):user/extra", userID: "AIDAMOCKEXTRAMOCKMOC"))
    }
  }

  /// The account `id`; one that was never planned exists and is empty only if credentials name it.
  func account(_ id: String) -> Account {
    if let account = accounts[id] { return account }
    let account = Account(id: id, seed: 0)
    accounts[id] = account
    return account
  }

  func uuid() -> String {
    let digits = Array(random.hex(32).utf8)
    return String(unsafeUninitializedCapacity: 36) { text in
      var at = 0
      for (index, digit) in digits.enumerated() {
        if index == 8 || index == 12 || index == 16 || index == 20 {
          text[at] = UInt8(ascii: "-")
          at += 1
        }
        text[at] = digit
        at += 1
      }
      return at
    }
  }
}
