internal import WireFormats

/// The JSON object in which processes, containers and instance metadata give out credentials.
struct KeysDocument {
  private(set) var version: Int?
  private(set) var accessKeyID: String?
  private(set) var secretAccessKey: String?
  /// `SessionToken` of a process, `Token` of the others.
  private(set) var token: String?
  private(set) var expiration: String?
  /// Of an error that is an object too.
  private(set) var code: String?
  private(set) var message: String?

  /// Nil for what is no JSON object, or has other kinds of values.
  init?(_ bytes: [UInt8]) {
    var reader = JSONReader(bytes)
    do throws(JSONError) {
      try reader.object { key, reader throws(JSONError) in
        switch key {
        case "Version": version = try reader.intIfPresent()
        case "AccessKeyId": accessKeyID = try reader.stringIfPresent()
        case "SecretAccessKey": secretAccessKey = try reader.stringIfPresent()
        case "SessionToken", "Token": token = try reader.stringIfPresent()
        case "Expiration": expiration = try reader.stringIfPresent()
        case "Code": code = try reader.stringIfPresent()
        case "Message", "message": message = try reader.stringIfPresent()
        default: try reader.skip()
        }
      }
      try reader.end()
    } catch {
      return nil
    }
  }

  /// The credentials; throws an error that names what is missing, and quotes nothing.
  /// - Parameters:
  ///   - source: how messages call where it comes from.
  ///   - mustExpire: whether `Expiration` and a token must be there.
  func credentials(from source: String, mustExpire: Bool) throws(AWSError) -> Credentials {
    guard let accessKeyID, !accessKeyID.isEmpty, let secretAccessKey, !secretAccessKey.isEmpty else {
      throw .unusable("\(source) gave no AccessKeyId or no SecretAccessKey", code: code ?? "NoCredentials")
    }
    if mustExpire, token == nil || expiration == nil { throw .unusable("\(source) gave no Token or no Expiration") }
    var seconds: Double?
    if let expiration {
      seconds = DateFormats.parseISO8601(expiration)
      if seconds == nil { throw .unusable("\(source) gave an Expiration that is no time") }
    }
    return Credentials(accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: token, expiration: seconds)
  }
}
