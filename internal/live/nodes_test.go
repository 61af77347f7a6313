package live_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"miti/internal/live"
	"miti/internal/live/livetest"
)

func nodes(t *testing.T, server address) (*live.RedisNodes, *live.RedisBus) {
	t.Helper()
	b := live.NewRedisBus(connect(t, server), slog.New(slog.DiscardHandler))
	t.Cleanup(b.Close)
	return live.NewRedisNodes(b), b
}

// holder asks one node who has a room, claiming it if nobody has.
func holder(t *testing.T, by *live.RedisNodes, room string) string {
	t.Helper()
	holders, err := by.Claim(t.Context(), room, "another")
	if err != nil || len(holders) != 2 {
		t.Fatalf("claim: %v, %v", holders, err)
	}
	return holders[room]
}

// PQ-5: whoever comes first has the room for as long as they say so, and
// nobody else's start or end takes it away.
func TestARoomIsOneNodes(t *testing.T) {
	t.Parallel()
	server := livetest.StartRedis(t)
	here, _ := nodes(t, server)
	there, _ := nodes(t, server)
	if got, err := there.Holder(t.Context(), "room"); err != nil || got != "" {
		t.Errorf("nobody's room is had by %q, %v", got, err)
	}
	for _, by := range []*live.RedisNodes{here, there, here} {
		if got := holder(t, by, "room"); got != here.Node() {
			t.Errorf("%s says that %s has it, not %s", by.Node(), got, here.Node())
		}
	}
	if err := there.Release(t.Context(), "room"); err != nil {
		t.Fatal(err)
	}
	if got, err := there.Holder(t.Context(), "room"); err != nil || got != here.Node() {
		t.Errorf("after the other's release %q has it, %v", got, err)
	}
	if err := here.Release(t.Context(), "room", "another"); err != nil {
		t.Fatal(err)
	}
	if got := holder(t, there, "room"); got != there.Node() {
		t.Errorf("a room that was given up is still %s's", got)
	}
}

// A node that died has its rooms for a few seconds more, and then another one
// may have them.
func TestAClaimEndsWithItsNode(t *testing.T) {
	t.Parallel()
	server := livetest.StartRedis(t)
	dead, bus := nodes(t, server)
	alive, _ := nodes(t, server)
	holder(t, dead, "room")
	bus.Close()
	late := time.After(3 * soon)
	for holder(t, alive, "room") != alive.Node() {
		select {
		case <-late:
			t.Fatal("the room stays with a node that is gone")
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func TestLettersReachTheNodeThatTheyAreFor(t *testing.T) {
	t.Parallel()
	server := livetest.StartRedis(t)
	here, bus := nodes(t, server)
	there, thereBus := nodes(t, server)
	third, thirdBus := nodes(t, server)
	arrived := map[string]chan string{}
	for name, n := range map[string]*live.RedisNodes{"here": here, "there": there, "third": third} {
		letters := make(chan string, 10)
		arrived[name] = letters
		n.Receive(func(letter []byte) { letters <- string(letter) })
	}
	subscribe(t, bus) // from here on each is subscribed
	subscribe(t, thereBus)
	subscribe(t, thirdBus)
	for _, to := range []string{there.Node(), "", there.Node()} {
		if err := here.Send(t.Context(), to, []byte(`"`+to+`"`)); err != nil {
			t.Fatal(err)
		}
	}
	next := func(at string) string {
		t.Helper()
		select {
		case letter := <-arrived[at]:
			return letter
		case <-time.After(soon):
			t.Fatalf("nothing arrived %s", at)
			return ""
		}
	}
	for i, want := range []string{there.Node(), "", there.Node()} {
		if got := next("there"); got != `"`+want+`"` {
			t.Errorf("letter %d says %s, want %q", i+1, got, want)
		}
	}
	if got := next("third"); got != `""` {
		t.Errorf("a third node got %s, which was not for it", got)
	}
	if len(arrived["here"])+len(arrived["third"]) > 0 {
		t.Error("a letter reached whom it was not for")
	}
}

func TestWithoutRedisNobodyKnowsWhoHasARoom(t *testing.T) {
	t.Parallel()
	server := livetest.StartRedis(t)
	server.Stop()
	n, _ := nodes(t, server)
	if holders, err := n.Claim(t.Context(), "room"); err == nil {
		t.Errorf("claimed: %v", holders)
	}
	if got, err := n.Holder(t.Context(), "room"); err == nil {
		t.Errorf("%q has it", got)
	}
	if err := n.Send(t.Context(), "", []byte(`""`)); err == nil {
		t.Error("a letter reached nobody")
	}
}

// Without Redis configured there is one node, which has every room.
func TestANodeAloneHasEveryRoom(t *testing.T) {
	var n live.Alone
	holders, err := n.Claim(context.Background(), "room")
	if got, has := holders["room"]; err != nil || !has || got != n.Node() {
		t.Errorf("%v, %v", holders, err)
	}
}
