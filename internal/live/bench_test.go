package live_test

import (
	"fmt"
	"testing"

	"miti/internal/live"
	"miti/internal/live/livetest"
	"miti/internal/presence"
)

// BenchmarkVisitorBeat is one beat of 5,000 visitors with an open page; each
// beats every presence.VisitorEvery, so that 200 of them are a second's.
func BenchmarkVisitorBeat(b *testing.B) {
	server := livetest.StartRedis(b)
	r, err := live.OpenRedis(server.URL())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = r.Close() })
	p := live.NewRedisPresence(r)
	n := 0
	for b.Loop() {
		n++
		who := presence.Who(fmt.Sprint("visitor:", n%5000))
		if err := p.Beat(b.Context(), who, "page", presence.VisitorHold); err != nil {
			b.Fatal(err)
		}
	}
}
