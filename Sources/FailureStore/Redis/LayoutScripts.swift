/// The script that migrates a layout. From 1 to 2 all keys keep their meaning: only the version has to say that there is more.
enum LayoutScripts {
  /// Writes the new version where the old one still stands. `KEYS`: schema. `ARGV`: the version that was found, the new one.
  static let migrate = """
    if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('SET', KEYS[1], ARGV[2]) end
    return 1
    """
}
