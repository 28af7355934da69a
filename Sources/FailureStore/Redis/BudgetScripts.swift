/// The scripts on the budgets: ``BudgetBook`` by the server's clock. Each is one atomic step, all keys in one slot.
///
/// A key of another type makes the script fail, and an error grants nothing.
enum BudgetScripts {
  /// Decides claims in order. `KEYS`: hour (sorted set, instance by time), open (sorted set, `instance TAB cluster TAB group` by the end of its
  /// place), sweep (set of instances). `ARGV`: window, lifetime of a place, lifetime of a sweep, each in ms; then for each claim instance,
  /// cluster, group (empty where not known), 1 where it is open already, per_hour, per_sweep, per_group, per_cluster. Answers `granted`, or
  /// `<reason> <count>`, for each.
  static let claim = """
    local time = redis.call('TIME')
    local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
    local window, place, memory = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
    local function ms(number) return string.format('%.0f', number) end
    redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ms(now - window))
    redis.call('ZREMRANGEBYSCORE', KEYS[1], '(' .. ms(now + window), '+inf')
    redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ms(now))
    redis.call('ZREMRANGEBYSCORE', KEYS[2], '(' .. ms(now + place), '+inf')
    local places, owners, clusters, groups = {}, {}, {}, {}
    for _, member in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
      local instance, cluster, group = string.match(member, '^([^\\t]*)\\t([^\\t]*)\\t(.*)$')
      if instance then
        places[instance], owners[instance] = member, cluster
        clusters[cluster] = (clusters[cluster] or 0) + 1
        groups[group] = (groups[group] or 0) + 1
      end
    end
    local begun, mine = redis.call('ZCARD', KEYS[1]), redis.call('SCARD', KEYS[3])
    local answers = {}
    for i = 4, #ARGV, 8 do
      local instance, cluster, group = ARGV[i], ARGV[i + 1], ARGV[i + 2]
      local per_hour, per_sweep = tonumber(ARGV[i + 4]), tonumber(ARGV[i + 5])
      local per_group, per_cluster = tonumber(ARGV[i + 6]), tonumber(ARGV[i + 7])
      local is_mine = redis.call('SISMEMBER', KEYS[3], instance) == 1
      local is_begun = redis.call('ZSCORE', KEYS[1], instance)
      local is_open = places[instance] or ARGV[i + 3] == '1'
      local in_cluster, in_group = clusters[cluster] or 0, groups[group] or 0
      local answer = 'granted'
      if not is_mine and mine >= per_sweep then answer = 'per_sweep ' .. mine
      elseif not is_begun and begun >= per_hour then answer = 'per_hour ' .. begun
      elseif ARGV[i + 3] ~= '1' and owners[instance] and owners[instance] ~= cluster then answer = 'duplicate_registration 1'
      elseif not is_open and in_cluster >= per_cluster then answer = 'per_cluster ' .. in_cluster
      elseif not is_open and group ~= '' and in_group >= per_group then answer = 'per_group ' .. in_group
      else
        if not is_mine then mine = mine + 1 end
        if not is_begun then begun = begun + 1 end
        redis.call('SADD', KEYS[3], instance)
        if ARGV[i + 3] ~= '1' or not is_begun then redis.call('ZADD', KEYS[1], ms(now), instance) end
        local old = places[instance]
        if old then
          local _, old_cluster, old_group = string.match(old, '^([^\\t]*)\\t([^\\t]*)\\t(.*)$')
          clusters[old_cluster] = clusters[old_cluster] - 1
          groups[old_group] = groups[old_group] - 1
          redis.call('ZREM', KEYS[2], old)
        end
        local member = instance .. '\\t' .. cluster .. '\\t' .. group
        places[instance], owners[instance] = member, cluster
        clusters[cluster] = (clusters[cluster] or 0) + 1
        groups[group] = (groups[group] or 0) + 1
        redis.call('ZADD', KEYS[2], ms(now + place), member)
      end
      answers[#answers + 1] = answer
    end
    redis.call('PEXPIRE', KEYS[1], 2 * window)
    redis.call('PEXPIRE', KEYS[2], 2 * place)
    redis.call('PEXPIRE', KEYS[3], memory)
    return answers
    """

  /// Frees the place of one instance. `KEYS`: open. `ARGV`: instance.
  static let settle = """
    for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
      if string.match(member, '^([^\\t]*)\\t') == ARGV[1] then redis.call('ZREM', KEYS[1], member) end
    end
    return 1
    """

  /// Takes back what was granted and never begun. `KEYS`: open, hour, sweep. `ARGV`: instance.
  static let release = """
    redis.call('ZREM', KEYS[2], ARGV[1])
    redis.call('SREM', KEYS[3], ARGV[1])
    """ + "\n" + settle
}
