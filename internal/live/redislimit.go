package live

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"

	"miti/internal/id"
)

// allow is Limits.Allow on the clock of Redis, in microseconds: the nodes need
// not agree on the time.
var allow = redis.NewScript(`
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local burst, every = tonumber(ARGV[1]), tonumber(ARGV[2])
local whole = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local ahead = whole + every - now
local wait = ahead - burst * every
if wait > 0 then return wait end
redis.call('SET', KEYS[1], string.format('%.0f', now + ahead), 'PX', math.ceil(ahead / 1000))
return 0
`)

// RedisLimits is the limiter that all nodes share. While Redis is down each
// node counts by itself, so that an outage does not lift the limits.
type RedisLimits struct {
	redis *Redis
	alone *Limits
}

// NewRedisLimits makes a limiter over Redis. The clock is that of a node that
// has to count alone.
func NewRedisLimits(r *Redis, now func() time.Time) *RedisLimits {
	return &RedisLimits{redis: r, alone: NewLimits(now)}
}

// Allow implements Limiter. It keeps the key as a hash: keys have addresses
// of people in them.
func (l *RedisLimits) Allow(ctx context.Context, key string, rate Rate) (time.Duration, error) {
	var wait int64
	err := l.redis.ask(ctx, func(ctx context.Context) (err error) {
		keys := []string{"miti:limit:" + id.Hash(key)}
		wait, err = allow.Run(ctx, l.redis.client, keys, rate.Burst, rate.Every.Microseconds()).Int64()
		return err
	})
	if err != nil {
		return l.alone.Allow(ctx, key, rate)
	}
	return time.Duration(wait) * time.Microsecond, nil
}
