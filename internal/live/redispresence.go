package live

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"miti/internal/presence"
)

// beat notes, in milliseconds of Redis's own clock, until when a connection
// counts, and lets go of those that have run out. The key lives as long as
// the longest of them.
var beat = redis.NewScript(`
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
redis.call('ZADD', KEYS[1], string.format('%.0f', now + tonumber(ARGV[2])), ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
if last[2] then redis.call('PEXPIREAT', KEYS[1], last[2]) end
return 1
`)

// here tells whether a connection counts now.
var here = redis.NewScript(`
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
return redis.call('ZCOUNT', KEYS[1], '(' .. string.format('%.0f', now), '+inf')
`)

// RedisPresence keeps the heartbeats of all nodes: a sorted set for each who,
// its connections by the time until which they count.
type RedisPresence struct{ redis *Redis }

// NewRedisPresence makes a store of heartbeats over Redis.
func NewRedisPresence(r *Redis) *RedisPresence { return &RedisPresence{redis: r} }

// Beat implements presence.Live.
func (p *RedisPresence) Beat(ctx context.Context, who presence.Who, connection string, hold time.Duration) error {
	err := p.redis.ask(ctx, func(ctx context.Context) error {
		return beat.Run(ctx, p.redis.client, []string{presenceKey(who)}, connection, hold.Milliseconds()).Err()
	})
	if err != nil {
		return fmt.Errorf("beat in redis: %w", err)
	}
	return nil
}

// Here implements presence.Live. Each who has a key of its own, so that a
// Cluster can spread them; one pipeline asks for all.
func (p *RedisPresence) Here(ctx context.Context, ask []presence.Who) (map[presence.Who]bool, error) {
	if len(ask) == 0 {
		return map[presence.Who]bool{}, nil
	}
	counts := make([]*redis.Cmd, len(ask))
	err := p.redis.ask(ctx, func(ctx context.Context) error {
		_, err := p.redis.client.Pipelined(ctx, func(pipe redis.Pipeliner) error {
			for i, who := range ask {
				counts[i] = here.Eval(ctx, pipe, []string{presenceKey(who)})
			}
			return nil
		})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ask redis who is here: %w", err)
	}
	found := make(map[presence.Who]bool, len(ask))
	for i, who := range ask {
		n, err := counts[i].Int64()
		if err != nil {
			return nil, fmt.Errorf("ask redis for presence %s: %w", strconv.Quote(string(who)), err)
		}
		found[who] = n > 0
	}
	return found, nil
}

func presenceKey(who presence.Who) string { return "miti:here:" + string(who) }
