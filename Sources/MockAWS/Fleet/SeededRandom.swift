/// SplitMix64: the same numbers from the same seed on every machine.
struct SeededRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  /// A generator of its own for each name, so that one more cluster changes no other cluster.
  init(seed: UInt64, _ names: String...) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ seed
    for name in names {
      for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      hash = (hash ^ 0x2F) &* 0x100_0000_01B3
    }
    state = hash
    _ = next()
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Lower-case hex digits.
  mutating func hex(_ digits: Int) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(digits)
    while text.count < digits {
      var word = next()
      for _ in 0..<min(16, digits - text.count) {
        let digit = UInt8(word & 15)
        text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        word >>= 4
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// From 0 up to, not including, 1.
  mutating func fraction() -> Double {
    Double(next() >> 11) * 0x1p-53
  }
}
