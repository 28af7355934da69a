internal import WireFormats

/// The token of an SSO login, as `aws sso login` writes it.
struct SSOToken: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
  var accessToken: String
  /// Seconds since 1970.
  var expiresAt: Double
  var refreshToken: String?
  var clientID: String?
  var clientSecret: String?
  /// As in the file.
  var registrationExpiresAt: String?

  /// Nil for a file that holds no token.
  init?(_ bytes: [UInt8]) {
    var access: String?
    var expires: String?
    var (refresh, client, secret, registration): (String?, String?, String?, String?) = (nil, nil, nil, nil)
    var reader = JSONReader(bytes)
    do throws(JSONError) {
      try reader.object { key, reader throws(JSONError) in
        switch key {
        case "accessToken": access = try reader.stringIfPresent()
        case "expiresAt": expires = try reader.stringIfPresent()
        case "refreshToken": refresh = try reader.stringIfPresent()
        case "clientId": client = try reader.stringIfPresent()
        case "clientSecret": secret = try reader.stringIfPresent()
        case "registrationExpiresAt": registration = try reader.stringIfPresent()
        default: try reader.skip()
        }
      }
    } catch {
      return nil
    }
    guard let access, let expires, let seconds = Self.seconds(expires) else { return nil }
    accessToken = access
    expiresAt = seconds
    (refreshToken, clientID, clientSecret, registrationExpiresAt) = (refresh, client, secret, registration)
  }

  /// Older versions of the aws command line wrote `UTC` for `Z`.
  static func seconds(_ text: String) -> Double? {
    DateFormats.parseISO8601(text.hasSuffix("UTC") ? text.dropLast(3) + "Z" : text)
  }

  /// The request that renews it; nil where it cannot be renewed: something is missing, or the registration is over.
  func refreshBody(now: Double) -> [UInt8]? {
    guard let refreshToken, let clientID, let clientSecret, let end = registrationExpiresAt.flatMap(Self.seconds), end > now else {
      return nil
    }
    var writer = JSONWriter()
    writer.object { body in
      body.member("grantType", "refresh_token")
      body.member("clientId", clientID)
      body.member("clientSecret", clientSecret)
      body.member("refreshToken", refreshToken)
    }
    return writer.bytes
  }

  /// This token after a renewal; nil for an answer without one.
  func refreshed(by answer: [UInt8], now: Double) -> SSOToken? {
    var access: String?
    var life: Int?
    var refresh: String?
    var reader = JSONReader(answer)
    do throws(JSONError) {
      try reader.object { key, reader throws(JSONError) in
        switch key {
        case "accessToken": access = try reader.stringIfPresent()
        case "expiresIn": life = try reader.intIfPresent()
        case "refreshToken": refresh = try reader.stringIfPresent()
        default: try reader.skip()
        }
      }
    } catch {
      return nil
    }
    guard let access, let life else { return nil }
    var token = self
    token.accessToken = access
    token.expiresAt = (now + Double(life)).rounded(.down)
    token.refreshToken = refresh
    return token
  }

  /// The file's contents, readable for the aws command line too.
  func document(_ login: SSOLogin) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { file in
      file.member("startUrl", login.startURL)
      file.member("region", login.region)
      file.member("accessToken", accessToken)
      file.member("expiresAt", DateFormats.iso8601(expiresAt))
      file.member("clientId", clientID)
      file.member("clientSecret", clientSecret)
      file.member("registrationExpiresAt", registrationExpiresAt)
      file.member("refreshToken", refreshToken)
    }
    return writer.bytes
  }

  var description: String { "SSO token until \(DateFormats.iso8601(expiresAt))" }
  var customMirror: Mirror { Mirror(self, children: ["expiresAt": expiresAt]) }
}
