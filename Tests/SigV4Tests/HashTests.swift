import Testing

@testable import SigV4

/// The published examples of FIPS 180-2 and RFC 4231.
@Suite("SHA-256 and HMAC-SHA256")
struct HashTests {
  @Test(
    "SHA-256 gives the published digests",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func digests(text: String, digest: String) {
    #expect(SHA256.hex(Array(text.utf8)) == digest)
    var pieces = SHA256()
    for byte in text.utf8 { pieces.update([byte]) }
    #expect(Hex.string(pieces.digest) == digest)
  }

  @Test("SHA-1 gives the published digest")
  func sha1() {
    #expect(SHA1.hex(Array("abc".utf8)) == "a9993e364706816aba3e25717850c26c9cd0d89d")
    #expect(SHA1.hex([]) == "da39a3ee5e6b4b0d3255bfef95601890afd80709")
  }

  @Test(
    "HMAC gives the published codes, also for a key longer than a block",
    arguments: [
      (
        [UInt8](repeating: 0x0b, count: 20), "Hi There",
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
      ),
      (Array("Jefe".utf8), "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
      (
        [UInt8](repeating: 0xaa, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
      ),
    ])
  func codes(key: [UInt8], message: String, code: String) {
    let key = HMACKey(key)
    #expect(Hex.string(key.code(Array(message.utf8))) == code)
    #expect(Hex.string(key.code(Array(message.utf8))) == code, "a cached key is not used up by its first message")
  }
}
