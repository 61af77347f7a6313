package live

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// rest is how long a Redis that failed is not asked again, so that its outage
// costs one caller a wait and not everyone.
const rest = time.Second

// errResting tells that Redis failed a moment ago.
var errResting = errors.New("redis failed a moment ago")

// Redis is a client of one Redis, or of several behind Sentinel or in a
// Cluster. What it keeps there may vanish at any time.
type Redis struct {
	client redis.UniversalClient

	mu    sync.Mutex
	until time.Time // when a failed Redis may be asked again
}

// OpenRedis makes a client of the Redis at address. A redis:, rediss: or unix:
// URL is one server. With "addr" parameters for the further nodes it is a
// Cluster, and with "master_name" too, the nodes are Sentinels:
//
//	redis://:secret@one:26379/0?master_name=miti&addr=two:26379&addr=three:26379
//
// It does not connect: a Redis that is down now is used when it is back.
func OpenRedis(address string) (*Redis, error) {
	client, err := clientFor(address)
	if err != nil {
		// The parser's text may have the password in it.
		return nil, errors.New("the address of Redis cannot be read")
	}
	return &Redis{client: client}, nil
}

func clientFor(address string) (redis.UniversalClient, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	switch q := u.Query(); {
	case q.Has("master_name"):
		o, err := redis.ParseFailoverURL(address)
		if err != nil {
			return nil, err
		}
		o.ContextTimeoutEnabled = true
		return redis.NewFailoverClient(o), nil
	case q.Has("addr"):
		o, err := redis.ParseClusterURL(address)
		if err != nil {
			return nil, err
		}
		o.ContextTimeoutEnabled = true
		o.MaintNotificationsConfig = noMaintenance()
		return redis.NewClusterClient(o), nil
	default:
		o, err := redis.ParseURL(address)
		if err != nil {
			return nil, err
		}
		o.ContextTimeoutEnabled = true
		o.MaintNotificationsConfig = noMaintenance()
		return redis.NewClient(o), nil
	}
}

// noMaintenance keeps the client from asking every server for a feature of
// one vendor's cloud.
func noMaintenance() *maintnotifications.Config {
	return &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
}

// Ping tells whether Redis answers.
func (r *Redis) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := r.client.Ping(ctx).Err(); err != nil {
		return fmt.Errorf("ping redis: %w", err)
	}
	return nil
}

// Close ends the connections.
func (r *Redis) Close() error { return r.client.Close() }

// ask runs one command, for no longer than patience, and not at all while
// Redis rests from a failure.
func (r *Redis) ask(ctx context.Context, command func(context.Context) error) error {
	if r.resting() {
		return errResting
	}
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := command(limited)
	if err != nil && ctx.Err() == nil {
		r.mu.Lock()
		r.until = time.Now().Add(rest)
		r.mu.Unlock()
	}
	return err
}

func (r *Redis) resting() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return time.Now().Before(r.until)
}
