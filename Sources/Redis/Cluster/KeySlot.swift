/// Where in a cluster a key lives.
///
/// Source: "Redis cluster specification", key distribution model and hash tags.
enum KeySlot {
  static let count = 16384

  /// CRC16 of the key's hash tag, if it has one that is not empty, else of the whole key; 0…16383.
  static func slot(of key: [UInt8]) -> Int {
    guard let open = key.firstIndex(of: UInt8(ascii: "{")), let close = key[open...].firstIndex(of: UInt8(ascii: "}")), close > open + 1
    else { return Int(crc(key[...])) % count }
    return Int(crc(key[(open + 1)..<close])) % count
  }

  /// CRC-16/XMODEM: polynomial 0x1021, beginning with 0.
  static func crc(_ bytes: ArraySlice<UInt8>) -> UInt16 {
    bytes.reduce(0) { crc, byte in crc << 8 ^ table[Int(crc >> 8 ^ UInt16(byte))] }
  }

  private static let table: [UInt16] = (0..<256).map { byte in
    (0..<8).reduce(UInt16(byte) << 8) { crc, _ in crc & 0x8000 == 0 ? crc << 1 : crc << 1 ^ 0x1021 }
  }
}
