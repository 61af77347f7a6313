package serve

import (
	"context"
	"log/slog"
	"time"

	"miti/internal/event"
	"miti/internal/live"
	"miti/internal/ops"
	"miti/internal/presence"
	"miti/signaling"
)

// shared is what lives as long as connections do, in this process or, for
// several nodes, over Redis.
type shared struct {
	bus     event.Bus
	nodes   signaling.Nodes
	live    presence.Live
	limiter live.Limiter
	checks  []ops.Check
	close   func() error
}

func (s *Server) openShared(log *slog.Logger) (*shared, error) {
	if s.config.RedisURL == "" {
		bus := live.NewBus()
		return &shared{
			bus: bus, nodes: live.Alone{}, live: live.NewPresence(time.Now), limiter: live.NewLimits(time.Now),
			close: func() error { bus.Close(); return nil },
		}, nil
	}
	redis, err := live.OpenRedis(s.config.RedisURL.Reveal())
	if err != nil {
		return nil, err
	}
	bus := live.NewRedisBus(redis, log)
	return &shared{
		bus: bus, nodes: live.NewRedisNodes(bus), live: live.NewRedisPresence(redis), limiter: live.NewRedisLimits(redis, time.Now),
		checks: []ops.Check{{Name: "redis", Run: redis.Ping}},
		close:  func() error { bus.Close(); return redis.Close() },
	}, nil
}

func (s *shared) allow(ctx context.Context, key string, burst int, every time.Duration) (time.Duration, error) {
	return s.limiter.Allow(ctx, key, live.Rate{Burst: burst, Every: every})
}
