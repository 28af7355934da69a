import Foundation
import Testing
import WireFormats

@Suite("Dates")
struct DateFormatsTests {
  /// From `date -u -d @SECONDS`.
  static let known: [(Double, String, String)] = [
    (0, "1970-01-01T00:00:00Z", "19700101T000000Z"),
    (-1, "1969-12-31T23:59:59Z", "19691231T235959Z"),
    (951_782_400, "2000-02-29T00:00:00Z", "20000229T000000Z"),
    (951_868_799, "2000-02-29T23:59:59Z", "20000229T235959Z"),
    (951_868_800, "2000-03-01T00:00:00Z", "20000301T000000Z"),
    (1_709_164_800, "2024-02-29T00:00:00Z", "20240229T000000Z"),
    (4_107_542_399, "2100-02-28T23:59:59Z", "21000228T235959Z"),
    (4_107_542_400, "2100-03-01T00:00:00Z", "21000301T000000Z"),
    (-2_203_891_200, "1900-03-01T00:00:00Z", "19000301T000000Z"),
    (1_795_403_045, "2026-11-23T03:04:05Z", "20261123T030405Z"),
    (253_402_300_799, "9999-12-31T23:59:59Z", "99991231T235959Z"),
    (-62_167_219_200, "0000-01-01T00:00:00Z", "00000101T000000Z"),
  ]

  @Test("known times are written in both forms, and read back", arguments: known)
  func knownTimes(seconds: Double, iso8601: String, basic: String) {
    #expect(DateFormats.iso8601(seconds) == iso8601)
    #expect(DateFormats.basic(seconds) == basic)
    #expect(DateFormats.parseISO8601(iso8601) == seconds)
  }

  @Test("random times agree with Foundation")
  func foundation() {
    let style = Date.ISO8601FormatStyle()
    var random = SeededGenerator(state: 3)
    for _ in 0..<5000 {
      let seconds = Double(Int.random(in: -60_000_000_000..<250_000_000_000, using: &random))
      // Foundation changes to the Julian calendar before 1582; ours is Gregorian throughout.
      guard seconds > -12_000_000_000 else { continue }
      let text = style.format(Date(timeIntervalSince1970: seconds))
      #expect(DateFormats.iso8601(seconds) == text)
      #expect(DateFormats.parseISO8601(text) == seconds)
    }
  }

  @Test(
    "milliseconds are written where they are not zero",
    arguments: [
      (1_732_331_045.123, "2024-11-23T03:04:05.123Z"), (0.5, "1970-01-01T00:00:00.500Z"), (0.0004, "1970-01-01T00:00:00Z"),
      (0.001, "1970-01-01T00:00:00.001Z"), (0.9999, "1970-01-01T00:00:00.999Z"), (-0.25, "1969-12-31T23:59:59.750Z"),
    ])
  func fractions(seconds: Double, text: String) {
    #expect(DateFormats.iso8601(seconds) == text)
    #expect(DateFormats.basic(seconds).utf8.count == 16)
  }

  @Test(
    "times that no four digits of a year can say give the nearest that they can", arguments: [Double.infinity, -.infinity, .nan, 1e300])
  func outOfRange(seconds: Double) {
    let text = DateFormats.iso8601(seconds)
    #expect(["9999-12-31T23:59:59.999Z", "0000-01-01T00:00:00Z", "1970-01-01T00:00:00Z"].contains(text))
  }

  @Test(
    "ISO 8601 is read with zones and fractions",
    arguments: [
      ("2026-11-23T03:04:05Z", 1_795_403_045), ("2026-11-23T03:04:05+00:00", 1_795_403_045), ("2026-11-23T04:04:05+01:00", 1_795_403_045),
      ("2026-11-22T21:34:05-05:30", 1_795_403_045), ("2026-11-23T03:04:05.5Z", 1_795_403_045.5),
      ("2026-11-23T03:04:05.678901Z", 1_795_403_045.678901), ("2026-11-23t03:04:05z", 1_795_403_045),
      ("2016-12-31T23:59:60Z", 1_483_228_799),
    ])
  func parse(text: String, seconds: Double) {
    #expect(DateFormats.parseISO8601(text) == seconds)
  }

  @Test(
    "what is no time is not read",
    arguments: [
      "", "2026-11-23", "2026-11-23T03:04:05", "2026-11-23 03:04:05Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
      "2026-04-31T00:00:00Z",
      "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
      "2026-01-01T00:00:61Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00ZZ", "2026-01-01T00:00:00+1:00", "2026-01-01T00:00:00+24:00",
      "26-01-01T00:00:00Z", "+026-01-01T00:00:00Z", "2026-01-01T00:00:00٠Z", "２026-01-01T00:00:00Z",
    ])
  func noTime(text: String) {
    #expect(DateFormats.parseISO8601(text) == nil)
  }

  @Test("HTTP's Date is read")
  func httpDate() {
    #expect(DateFormats.parseHTTPDate("Sun, 06 Nov 1994 08:49:37 GMT") == 784_111_777)  // RFC 9110 §5.6.7
    #expect(DateFormats.parseHTTPDate("Thu, 29 Feb 2024 00:00:00 GMT") == 1_709_164_800)
    for text in [
      "", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun 06 Nov 1994 08:49:37 GMT", "Xyz, 06 Nov 1994 08:49:37 GMT",
      "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
      "Sun, 06 Nov 1994 08:49:37 GMT ",
    ] {
      #expect(DateFormats.parseHTTPDate(text) == nil, "\(text)")
    }
  }
}
