/// The scripts on what belongs to the whole installation.
///
/// A layout is migrated by its version alone: from 1 to 2 all keys keep their meaning: only the version has to say that there is more.
enum LayoutScripts {
  /// Writes the new version where the old one still stands. `KEYS`: schema. `ARGV`: the version that was found, the new one.
  static let migrate = """
    if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('SET', KEYS[1], ARGV[2]) end
    return 1
    """

  /// Notes which targets there are, and forgets old ones. `KEYS`: targets. `ARGV`: end of what is old, TTL, both in ms; then times and targets.
  static let index = """
    redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
    for i = 3, #ARGV, 2 do redis.call('ZADD', KEYS[1], ARGV[i], ARGV[i + 1]) end
    redis.call('PEXPIRE', KEYS[1], ARGV[2])
    return 1
    """
}
