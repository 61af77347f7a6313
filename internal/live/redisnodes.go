package live

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// roomHeld is how long a node's claim to a room lasts after the last time that
// it said so: what a room waits for another node when its own has died.
const roomHeld = 6 * time.Second

// claim takes a room that nobody has, or goes on with the caller's own, and says
// whose it is.
var claim = redis.NewScript(`
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return holder end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return ARGV[1]
`)

// release gives up what is the caller's own.
var release = redis.NewScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
`)

// RedisNodes are the nodes that share a Redis: which of them has which media
// room, and letters between them, which may be lost.
//
// A claim lasts roomHeld, so that the owner has to say it again and again, and a
// node that died leaves nothing behind. Where two nodes have made the same room,
// because Redis was gone or forgot, the claim says which of them keeps it.
type RedisNodes struct{ bus *RedisBus }

// NewRedisNodes makes the nodes that a bus connects.
func NewRedisNodes(b *RedisBus) *RedisNodes { return &RedisNodes{bus: b} }

// Node names this one, for as long as it runs.
func (n *RedisNodes) Node() string { return n.bus.node }

// Claim says which node has each room: this one, from now on, where none had it.
func (n *RedisNodes) Claim(ctx context.Context, rooms ...string) (map[string]string, error) {
	answers, err := n.each(ctx, claim, rooms, n.bus.node, roomHeld.Milliseconds())
	if err != nil {
		return nil, fmt.Errorf("claim rooms in redis: %w", err)
	}
	holders := make(map[string]string, len(rooms))
	for i, room := range rooms {
		if holders[room], err = answers[i].Text(); err != nil {
			return nil, fmt.Errorf("claim a room in redis: %w", err)
		}
	}
	return holders, nil
}

// Holder is the node that has a room, "" when none has.
func (n *RedisNodes) Holder(ctx context.Context, room string) (string, error) {
	var holder string
	err := n.bus.redis.ask(ctx, func(ctx context.Context) error {
		var err error
		holder, err = n.bus.redis.client.Get(ctx, roomKey(room)).Result()
		if errors.Is(err, redis.Nil) {
			return nil
		}
		return err
	})
	if err != nil {
		return "", fmt.Errorf("ask redis who has a room: %w", err)
	}
	return holder, nil
}

// Release gives up rooms of this node, which another one may have at once.
func (n *RedisNodes) Release(ctx context.Context, rooms ...string) error {
	if _, err := n.each(ctx, release, rooms, n.bus.node); err != nil {
		return fmt.Errorf("release rooms in redis: %w", err)
	}
	return nil
}

// each runs a script for each room. Each has a key of its own, so that a Cluster
// can spread them; one pipeline asks for all.
func (n *RedisNodes) each(ctx context.Context, script *redis.Script, rooms []string, args ...any) ([]*redis.Cmd, error) {
	answers := make([]*redis.Cmd, len(rooms))
	if len(rooms) == 0 {
		return answers, nil
	}
	err := n.bus.redis.ask(ctx, func(ctx context.Context) error {
		_, err := n.bus.redis.client.Pipelined(ctx, func(pipe redis.Pipeliner) error {
			for i, room := range rooms {
				answers[i] = script.Eval(ctx, pipe, []string{roomKey(room)}, args...)
			}
			return nil
		})
		return err
	})
	return answers, err
}

// Send brings a letter, which is JSON, to one node, or to all others for "".
func (n *RedisNodes) Send(ctx context.Context, node string, letter []byte) error {
	return n.bus.send(ctx, node, parcel{Node: n.bus.node, Letter: letter})
}

// Receive calls f for each letter to this node, in order of arrival, from one
// goroutine, until the bus is closed. F must not wait.
func (n *RedisNodes) Receive(f func(letter []byte)) {
	n.bus.mu.Lock()
	defer n.bus.mu.Unlock()
	n.bus.reader = f
}

func roomKey(room string) string { return "miti:room:" + room }
