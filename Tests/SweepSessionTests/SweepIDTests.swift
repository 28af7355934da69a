import SweepSession
import Testing

@Suite("IDs of sweeps")
struct SweepIDTests {
  @Test("may be EventBridge's and Lambda's own", arguments: ["53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa", "a", "A.b_c-1"])
  func valid(id: String) {
    #expect(SweepID.isValid(id))
  }

  @Test("must be short and fit into a key and a tag", arguments: ["", "a/b", "a b", "é", String(repeating: "a", count: 41)])
  func invalid(id: String) {
    #expect(!SweepID.isValid(id))
  }

  @Test("sort by their time, and are valid themselves")
  func new() {
    let id = SweepID.new(at: 1_795_403_045.9)
    #expect(id.hasPrefix("20261123T030405Z-") && SweepID.isValid(id))
    #expect(SweepID.new(at: 1_795_403_046) > id)
  }
}
