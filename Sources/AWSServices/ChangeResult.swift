/// What a change that can be done only once came to.
public enum ChangeResult: Hashable, Sendable {
  /// AWS confirmed it.
  case done
  /// An answer was lost, and AWS refused the repetition as done already.
  case doneBefore
}
