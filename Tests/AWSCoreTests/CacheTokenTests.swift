import AWSCore
import Testing

@Suite("Tokens for ElastiCache")
struct CacheTokenTests {
  private static func text(cache: String = "my-cache", isServerless: Bool = false, session: String? = nil, now: Double = 1_704_164_645)
    -> String
  {
    let credentials = Credentials(
      accessKeyID: "AKIDEXAMPLE123456789", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", sessionToken: session)
    return CacheToken(cache: cache, user: "sentinel-user", region: "us-east-1", isServerless: isServerless).text(
      signedBy: credentials, now: now)
  }

  @Test("a token is the presigned URL that botocore makes, without its scheme; the cache's name is in lower case")
  func text() {
    let signature = "04e37f6d84c1e795e7d02959359c70fd16b204c775f88d4b5cc6eb3d8b9c57c6"
    for cache in ["my-cache", "My-Cache"] {
      let token = Self.text(cache: cache, now: 1_704_164_645.9)
      #expect(
        token.hasPrefix("my-cache/?Action=connect&User=sentinel-user&X-Amz-Algorithm=AWS4-HMAC-SHA256&") && token.hasSuffix(signature))
    }
    let session = "IQoJb3JpZ2luX2VjEXAMPLETOKEN//////////wEaCXVzLWVhc3QtMSJ+=="
    #expect(Self.text(isServerless: true, session: session).hasSuffix("f0d19b631723bb522501f9d110cf989a3881d35cbc6d08faa17d5c46361db68b"))
    #expect(!Self.text(now: 1_704_164_646).hasSuffix(signature))
  }
}
