/// The scripts on a target's journal. Each is one atomic step of Redis; what it cannot read it takes for nothing, as recall does.
///
/// The hash gets its TTL in the same step in which it is made.
enum JournalScripts {
  /// Opens or takes over a remediation, unless another owner's claim still runs. `KEYS`: journal. `ARGV`: EC2 instance ID, owner, now in ms,
  /// entry, TTL in ms. Answers 1 where it was written, else 0.
  static let claim = """
    local held = redis.pcall('HGET', KEYS[1], ARGV[1])
    if type(held) == 'table' then
      redis.call('DEL', KEYS[1])
      held = false
    end
    if held then
      local readable, entry = pcall(cjson.decode, held)
      if readable and type(entry) == 'table' and entry.owner ~= ARGV[2] then
        local ends = tonumber(entry.claim_expires_at_ms)
        if ends and ends > tonumber(ARGV[3]) then return 0 end
      end
    end
    redis.call('HSET', KEYS[1], ARGV[1], ARGV[4])
    redis.call('PEXPIRE', KEYS[1], ARGV[5])
    return 1
    """

  /// Journals a step of who has the claim. `KEYS`: journal. `ARGV`: EC2 instance ID, owner, entry, TTL in ms. Answers 1 where it was
  /// written, else 0.
  static let step = """
    local held = redis.pcall('HGET', KEYS[1], ARGV[1])
    if type(held) ~= 'string' then return 0 end
    local readable, entry = pcall(cjson.decode, held)
    if not readable or type(entry) ~= 'table' or entry.owner ~= ARGV[2] then return 0 end
    redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
    redis.call('PEXPIRE', KEYS[1], ARGV[4])
    return 1
    """

  /// Ends a remediation: removes its entry, unless another owner has taken it over, and its instance's strikes. `KEYS`: journal, struck,
  /// strikes, seen, since. `ARGV`: EC2 instance ID, owner, container instance ID.
  static let settle = """
    redis.call('DEL', KEYS[3], KEYS[4], KEYS[5])
    redis.pcall('SREM', KEYS[2], ARGV[3])
    local held = redis.pcall('HGET', KEYS[1], ARGV[1])
    if type(held) == 'string' then
      local readable, entry = pcall(cjson.decode, held)
      if not readable or type(entry) ~= 'table' or entry.owner == ARGV[2] then redis.call('HDEL', KEYS[1], ARGV[1]) end
    end
    return 1
    """
}
