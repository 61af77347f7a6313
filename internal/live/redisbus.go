package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"miti/internal/event"
	"miti/internal/id"
)

const (
	channel = "miti:events" // and, for one node alone, with ":" and its name
	// beatEvery is how often a node sends itself a beat through Redis, and
	// silence how long the subscription may go without hearing one.
	beatEvery = 2 * time.Second
	silence   = 3 * beatEvery
	// retryEvery is the pause between two tries to subscribe.
	retryEvery = 500 * time.Millisecond
	// owedKept bounds the streams that a node remembers to tell others of.
	owedKept = 10_000
)

// errSilent tells that a subscription stands and brings nothing.
var errSilent = errors.New("the subscription does not bring this node's own beats")

// RedisBus is the event bus of several nodes. A node's own subscribers get an
// event at once, with or without Redis; the others get it by pub/sub.
//
// A subscription is not trusted because it stands: after a failover it may
// stand on a server where nobody publishes. So each node sends itself a beat
// on the way that events take, and subscribes anew when it hears none. After
// such a gap the subscribers get an event.TypeGap, and what could not be
// published is: the newest event of each stream, whose number tells the rest.
type RedisBus struct {
	redis *Redis
	local *Bus
	node  string
	log   *slog.Logger
	stop  context.CancelFunc
	tasks sync.WaitGroup
	tried chan struct{} // closed after the first try to subscribe

	mu     sync.Mutex
	owed   map[event.Stream]event.Event
	reader func(letter []byte) // nil until somebody wants them
}

// A parcel is what goes through the channel: an event, a letter to other nodes,
// or a beat without either.
type parcel struct {
	Node   string          `json:"node"`
	Event  *event.Event    `json:"event,omitempty"`
	Letter json.RawMessage `json:"letter,omitempty"`
}

// NewRedisBus makes a bus over Redis and subscribes to it.
func NewRedisBus(r *Redis, log *slog.Logger) *RedisBus {
	ctx, stop := context.WithCancel(context.Background())
	b := &RedisBus{
		redis: r, local: NewBus(), node: id.New(), log: log, stop: stop,
		tried: make(chan struct{}), owed: map[event.Stream]event.Event{},
	}
	b.tasks.Go(func() { b.listen(ctx) })
	b.tasks.Go(func() { b.beat(ctx) })
	return b
}

// Publish implements event.Bus.
func (b *RedisBus) Publish(ctx context.Context, e event.Event) error {
	here := b.local.Publish(ctx, e)
	there := b.send(ctx, "", parcel{Node: b.node, Event: &e})
	if there != nil {
		b.owe(e)
	}
	return errors.Join(here, there)
}

// Subscribe implements event.Bus. A Redis that is down does not hold it up:
// the events of other nodes come when it is back.
func (b *RedisBus) Subscribe(ctx context.Context, f func(event.Event)) (stop func(), err error) {
	select {
	case <-b.tried:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return b.local.Subscribe(ctx, f)
}

// Close leaves the channel and ends every subscription.
func (b *RedisBus) Close() {
	b.stop()
	b.tasks.Wait()
	b.local.Close()
}

// send publishes to one node, or to all for "".
func (b *RedisBus) send(ctx context.Context, node string, p parcel) error {
	text, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("encode parcel: %w", err)
	}
	err = b.redis.ask(ctx, func(ctx context.Context) error {
		return b.redis.client.Publish(ctx, channelOf(node), text).Err()
	})
	if err != nil {
		return fmt.Errorf("publish by redis: %w", err)
	}
	return nil
}

func channelOf(node string) string {
	if node == "" {
		return channel
	}
	return channel + ":" + node
}

// owe remembers that the other nodes do not know of e. Transient events are
// not worth it.
func (b *RedisBus) owe(e event.Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	before, known := b.owed[e.Stream]
	if e.Seq > before.Seq && (known || len(b.owed) < owedKept) {
		b.owed[e.Stream] = e
	}
}

// beat shows the subscription that the way is open, and then pays what is owed.
func (b *RedisBus) beat(ctx context.Context) {
	ticker := time.NewTicker(beatEvery)
	defer ticker.Stop()
	for {
		if b.send(ctx, "", parcel{Node: b.node}) == nil {
			b.pay(ctx)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

func (b *RedisBus) pay(ctx context.Context) {
	b.mu.Lock()
	owed := b.owed
	b.owed = map[event.Stream]event.Event{}
	b.mu.Unlock()
	for _, e := range owed {
		if err := b.send(ctx, "", parcel{Node: b.node, Event: &e}); err != nil {
			b.owe(e)
		}
	}
}

// listen keeps a subscription until ctx ends.
func (b *RedisBus) listen(ctx context.Context) {
	first := sync.OnceFunc(func() { close(b.tried) })
	defer first()
	gap := false
	for ctx.Err() == nil {
		err := b.follow(ctx, func() {
			if gap {
				b.tellGap(ctx)
			}
			gap = false
			first()
		})
		first()
		if ctx.Err() != nil {
			return
		}
		if !gap {
			b.log.LogAttrs(ctx, slog.LevelWarn, "event subscription lost", slog.Any("error", err))
		}
		gap = true
		select {
		case <-ctx.Done():
		case <-time.After(retryEvery):
		}
	}
}

func (b *RedisBus) tellGap(ctx context.Context) {
	b.log.LogAttrs(ctx, slog.LevelInfo, "event subscription back")
	if err := b.local.Publish(ctx, event.Event{Type: event.TypeGap}); err != nil {
		b.log.LogAttrs(ctx, slog.LevelWarn, "event not published", slog.Any("error", err))
	}
}

// follow subscribes, says so, and passes on what comes, until it breaks.
func (b *RedisBus) follow(ctx context.Context, stands func()) error {
	sub := b.redis.client.Subscribe(ctx, channel, channelOf(b.node))
	defer sub.Close() //nolint:errcheck // it is given up
	// A receive does not look at ctx while it waits; it ends with its connection.
	defer context.AfterFunc(ctx, func() { _ = sub.Close() })()
	heard := time.Now()
	for {
		left := time.Until(heard.Add(silence))
		if left <= 0 {
			return errSilent
		}
		received, err := sub.ReceiveTimeout(ctx, left)
		if err != nil {
			return fmt.Errorf("receive from redis: %w", err)
		}
		switch m := received.(type) {
		case *redis.Subscription:
			stands()
		case *redis.Message:
			if b.take(ctx, m.Payload) {
				heard = time.Now()
			}
		}
	}
}

// take passes on another node's event or letter. It tells whether the parcel is this
// node's own.
func (b *RedisBus) take(ctx context.Context, payload string) (own bool) {
	var p parcel
	if err := json.Unmarshal([]byte(payload), &p); err != nil {
		b.log.LogAttrs(ctx, slog.LevelWarn, "event not read", slog.Any("error", err))
		return false
	}
	if p.Node == b.node {
		return true
	}
	if p.Event != nil {
		if err := b.local.Publish(ctx, *p.Event); err != nil {
			b.log.LogAttrs(ctx, slog.LevelWarn, "event not published", slog.Any("error", err))
		}
	}
	if p.Letter != nil {
		b.mu.Lock()
		reader := b.reader
		b.mu.Unlock()
		if reader != nil {
			reader(p.Letter)
		}
	}
	return false
}
