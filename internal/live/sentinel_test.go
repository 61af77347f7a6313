package live_test

import (
	"testing"
	"time"

	"miti/internal/event"
	"miti/internal/live"
	"miti/internal/live/livetest"
	"miti/internal/presence"
)

// PQ-4: Sentinels promote a replica while the old master still runs. Within ten
// seconds what one node says reaches the other again, who is told of the gap;
// and who beats is here again.
func TestSubscriptionsFollowTheNewMaster(t *testing.T) {
	t.Parallel()
	servers := livetest.StartSentinels(t)
	here, there := node(t, servers), node(t, servers)
	atThere := subscribe(t, there)
	before := numbered("conversation:a", 1)
	if err := here.Publish(t.Context(), before); err != nil {
		t.Fatal(err)
	}
	await(t, atThere, func(e event.Event) bool { return e.Stream == before.Stream })

	servers.FailOver()
	promoted := time.Now()
	gap, arrived := uint64(0), false // what was said last when the gap was told
	for seq := uint64(1); !arrived && time.Since(promoted) < 2*soon; seq++ {
		_ = here.Publish(t.Context(), numbered("conversation:b", seq)) // refused until it has found the master
		for waited := time.After(200 * time.Millisecond); !arrived && waited != nil; {
			select {
			case e := <-atThere:
				if e.Type == event.TypeGap {
					gap = seq
				}
				arrived = gap > 0 && e.Seq > gap
			case <-waited:
				waited = nil
			}
		}
	}
	if took := time.Since(promoted); took > soon || !arrived {
		t.Errorf("after the promotion it took %v, and the gap was told: %v", took, gap > 0)
	}
	p := live.NewRedisPresence(connect(t, servers))
	if err := p.Beat(t.Context(), "staff:ada", "tab", time.Minute); err != nil {
		t.Fatal(err)
	}
	if found, err := p.Here(t.Context(), []presence.Who{"staff:ada"}); err != nil || !found["staff:ada"] {
		t.Errorf("here %v, %v", found, err)
	}
}
