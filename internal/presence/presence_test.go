package presence_test

import (
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/presence"
)

func TestSeen(t *testing.T) {
	for _, c := range []struct {
		name     string
		declared account.Presence
		heard    presence.Heard
		inCall   bool
		want     account.Presence
	}{
		{"who said so and is heard is available", account.Available, presence.Alive, false, account.Available},
		{"a crashed tab is not available", account.Available, presence.Silent, false, account.Offline},
		{"nobody is available while nothing is known", account.Available, presence.NotKnown, false, account.Unknown},
		{"nothing is known of somebody in a call either", account.Available, presence.NotKnown, true, account.Unknown},
		{"someone in a call is busy", account.Available, presence.Alive, true, account.Busy},
		{"someone in a call may still be away", account.Away, presence.Alive, true, account.Away},
		{"away is away", account.Away, presence.Alive, false, account.Away},
		{"a connection alone makes nobody available", account.Offline, presence.Alive, false, account.Offline},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := presence.Seen(c.declared, c.heard, c.inCall); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestTheVisitorIsToldWithinFifteenSeconds(t *testing.T) {
	const sweep, cached = time.Second, time.Second
	if worst := presence.Hold + sweep + cached; worst > 15*time.Second {
		t.Errorf("a counsellor who was heard just now may seem to be there for %s", worst)
	}
	if presence.Hold <= 2*presence.Every {
		t.Error("one late beat would make a counsellor disappear")
	}
}
