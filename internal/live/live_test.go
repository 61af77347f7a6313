package live_test

import (
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"miti/internal/event"
	"miti/internal/event/eventtest"
	"miti/internal/live"
	"miti/internal/live/livetest"
	"miti/internal/presence"
	"miti/internal/presence/presencetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// An address is where a Redis is reached, by a relay or not.
type address interface{ URL() string }

// connect makes a client of a server until the test ends.
func connect(t *testing.T, server address) *live.Redis {
	t.Helper()
	r, err := live.OpenRedis(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Errorf("close redis: %v", err)
		}
	})
	return r
}

// node makes a bus as a node of its own has it.
func node(t *testing.T, server address) *live.RedisBus {
	t.Helper()
	b := live.NewRedisBus(connect(t, server), slog.New(slog.DiscardHandler))
	t.Cleanup(b.Close)
	return b
}

func TestBuses(t *testing.T) {
	t.Parallel()
	t.Run("in process", func(t *testing.T) {
		eventtest.RunBus(t, func(t *testing.T) (here, there event.Bus) {
			b := live.NewBus()
			t.Cleanup(b.Close)
			return b, b
		})
	})
	t.Run("Redis", func(t *testing.T) {
		t.Parallel()
		eventtest.RunBus(t, func(t *testing.T) (here, there event.Bus) {
			server := livetest.StartRedis(t)
			return node(t, server), node(t, server)
		})
	})
}

func TestPresence(t *testing.T) {
	t.Parallel()
	t.Run("in process", func(t *testing.T) {
		presencetest.Run(t, func(t *testing.T, test func(*testing.T, presence.Live)) {
			synctest.Test(t, func(t *testing.T) { test(t, live.NewPresence(time.Now)) })
		})
	})
	t.Run("Redis", func(t *testing.T) {
		t.Parallel()
		server := livetest.StartRedis(t)
		presencetest.Run(t, func(t *testing.T, test func(*testing.T, presence.Live)) {
			server.Clear(t)
			test(t, live.NewRedisPresence(connect(t, server)))
		})
	})
}
