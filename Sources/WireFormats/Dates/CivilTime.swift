/// A time as calendar and clock show it. The arithmetic counts days from 0000-03-01, so that the leap day ends its year (Hinnant, "chrono-compatible low-level date algorithms").
struct CivilTime {
  let year: Int
  let month: Int
  let day: Int
  let hour: Int
  let minute: Int
  let second: Int
  let millisecond: Int

  private static let secondsPerDay = 86_400
  private static let daysPerEra = 146_097
  private static let daysBefore1970 = 719_468
  /// 0000-01-01 to 9999-12-31T23:59:59.999, what four digits of a year can say.
  private static let range = -62_167_219_200.0...253_402_300_799.999

  init(_ seconds: Double) {
    let inRange = seconds.isNaN ? 0 : min(max(seconds, CivilTime.range.lowerBound), CivilTime.range.upperBound)
    let whole = Int(inRange.rounded(.down))
    // Half a microsecond up, because most thousandths have no exact binary form and would be cut to the one below.
    millisecond = min(999, Int(((inRange - Double(whole)) * 1000 + 0.0005).rounded(.down)))
    let secondOfDay = CivilTime.modulo(whole, CivilTime.secondsPerDay)
    let days = (whole - secondOfDay) / CivilTime.secondsPerDay + CivilTime.daysBefore1970
    let dayOfEra = CivilTime.modulo(days, CivilTime.daysPerEra)
    let era = (days - dayOfEra) / CivilTime.daysPerEra
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    hour = secondOfDay / 3600
    minute = secondOfDay / 60 % 60
    second = secondOfDay % 60
  }

  /// Seconds since 1970 at the day's midnight; nil for a day that does not exist.
  static func secondsAtMidnight(year: Int, month: Int, day: Int) -> Int? {
    guard (1...12).contains(month), day >= 1, day <= daysIn(month: month, of: year) else { return nil }
    let yearFromMarch = month <= 2 ? year - 1 : year
    let yearOfEra = modulo(yearFromMarch, 400)
    let era = (yearFromMarch - yearOfEra) / 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return (era * daysPerEra + dayOfEra - daysBefore1970) * secondsPerDay
  }

  private static func daysIn(month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func modulo(_ value: Int, _ divisor: Int) -> Int {
    let remainder = value % divisor
    return remainder < 0 ? remainder + divisor : remainder
  }
}
