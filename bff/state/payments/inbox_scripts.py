"""What Redis does with a callback in one step.

Each script has the keys of one callback's bucket: the callback, those that wait, those that were given up, and the
bytes of those that nobody has proven yet; its first argument is the callback's id.
"""

from typing import Final

STORE: Final = """
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
local cost = tonumber(ARGV[5])
if cost > 0 then
  if tonumber(redis.call('GET', KEYS[4]) or '0') + cost > tonumber(ARGV[6]) then return -1 end
  redis.call('INCRBY', KEYS[4], cost)
  redis.call('HSET', KEYS[1], 'unproven', cost)
end
redis.call('HSET', KEYS[1], 'provider', ARGV[2], 'content', ARGV[3], 'stored', ARGV[4], 'attempts', 0)
redis.call('ZADD', KEYS[2], ARGV[4], ARGV[1])
return 1
"""

TAKE: Final = """
local due = redis.call('ZSCORE', KEYS[2], ARGV[1])
if not due or tonumber(due) > tonumber(ARGV[2]) then return {} end
if tonumber(redis.call('HGET', KEYS[1], 'attempts')) >= tonumber(ARGV[4]) then
  redis.call('ZREM', KEYS[2], ARGV[1])
  redis.call('ZADD', KEYS[3], ARGV[2], ARGV[1])
  return {}
end
redis.call('HINCRBY', KEYS[1], 'attempts', 1)
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
return redis.call('HMGET', KEYS[1], 'provider', 'content', 'stored', 'attempts')
"""

DONE: Final = """
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[3], ARGV[1])
local cost = redis.call('HGET', KEYS[1], 'unproven')
if cost then redis.call('DECRBY', KEYS[4], cost) end
redis.call('HDEL', KEYS[1], 'content', 'unproven')
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
"""

FAILED: Final = """
if not redis.call('ZSCORE', KEYS[2], ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'problem', ARGV[3])
redis.call('ZADD', KEYS[2], ARGV[2], ARGV[1])
return 1
"""

HOLD: Final = """
if redis.call('HGET', KEYS[1], 'attempts') ~= ARGV[3] then return 0 end
if not redis.call('ZSCORE', KEYS[2], ARGV[1]) then return 0 end
redis.call('ZADD', KEYS[2], ARGV[2], ARGV[1])
return 1
"""

GIVE_BACK: Final = """
if redis.call('HGET', KEYS[1], 'attempts') ~= ARGV[3] then return 0 end
if not redis.call('ZSCORE', KEYS[2], ARGV[1]) then return 0 end
redis.call('HINCRBY', KEYS[1], 'attempts', -1)
redis.call('ZADD', KEYS[2], ARGV[2], ARGV[1])
return 1
"""

REVIVE: Final = """
if redis.call('ZREM', KEYS[3], ARGV[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], 'attempts', 0)
redis.call('ZADD', KEYS[2], ARGV[2], ARGV[1])
return 1
"""

SET_ASIDE: Final = """
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('HSET', KEYS[1], 'provider', ARGV[2], 'content', ARGV[3], 'stored', ARGV[4], 'attempts', 1)
redis.call('HSET', KEYS[1], 'problem', ARGV[5])
redis.call('ZADD', KEYS[3], ARGV[4], ARGV[1])
return 1
"""

GIVE_UP: Final = """
if redis.call('ZREM', KEYS[2], ARGV[1]) == 0 then return 0 end
local cost = redis.call('HGET', KEYS[1], 'unproven')
if cost then
  redis.call('DECRBY', KEYS[4], cost)
  redis.call('HDEL', KEYS[1], 'unproven')
end
redis.call('HSET', KEYS[1], 'problem', ARGV[3])
redis.call('ZADD', KEYS[3], ARGV[2], ARGV[1])
return 1
"""

FORGET: Final = """
if redis.call('ZREM', KEYS[2], ARGV[1]) == 0 then return 0 end
local cost = redis.call('HGET', KEYS[1], 'unproven')
if cost then redis.call('DECRBY', KEYS[4], cost) end
redis.call('DEL', KEYS[1])
return 1
"""
