/// Which of a service's names in a Region.
enum EndpointVariant: Hashable, Sendable {
  case plain
  case fips
  case dualStack
  case fipsDualStack

  init(fips: Bool, dualStack: Bool) {
    self =
      switch (fips, dualStack) {
      case (false, false): .plain
      case (true, false): .fips
      case (false, true): .dualStack
      case (true, true): .fipsDualStack
      }
  }

  var isFIPS: Bool { self == .fips || self == .fipsDualStack }
  var isDualStack: Bool { self == .dualStack || self == .fipsDualStack }
}
