package callstats

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"miti/internal/lobby"
	"miti/sfu"
	"miti/sfu/quality"
	"miti/sfu/transport"
)

var now = time.Date(2026, 11, 29, 18, 0, 0, 0, time.UTC)

func rooms(context.Context) ([]sfu.Inspected, error) {
	visitor := sfu.InspectedOne{
		Participant: "visitor:abc", Generation: 2, Connected: true, Speaking: true,
		Permit: sfu.Permit{Barred: []sfu.Source{sfu.Screen}},
		Last: sfu.Measured{
			Way: transport.TCP, Word: quality.Weak, LossUp: 0.125, BitsUp: 64_000, BitsDown: 320_000, Estimate: 400_000,
			RoundTrip: 220 * time.Millisecond,
		},
		SoFar: sfu.Summary{
			Way: transport.TCP, Lasted: 90 * time.Second, Connecting: 80 * time.Millisecond,
			Seen: sfu.Seen{Freezes: 3, Frozen: 700 * time.Millisecond},
		},
		Sending: []sfu.InspectedSource{{Source: sfu.Camera, On: true, Bits: []int{150_000, 400_000}, Wanted: 1}},
		Seats:   []sfu.InspectedSeat{{Sitter: sfu.Sitter{Participant: "staff:<b>"}, Layer: 1}, {Layer: -1}},
		Past: []sfu.Moment{
			{Word: quality.Good, BitsUp: 100_000, BitsDown: 500_000}, {Word: quality.Weak, LossUp: 0.5, BitsDown: 1_000_000},
		},
	}
	staff := sfu.InspectedOne{Participant: "staff:<b>", SoFar: sfu.Summary{Way: transport.None}}
	return []sfu.Inspected{{Room: "room1", Participants: []sfu.InspectedOne{visitor, staff}}}, nil
}

func ended(_ context.Context, from, _ time.Time, _ int) ([]lobby.Call, error) {
	cut := lobby.Call{Room: "of a node that died", EndedAt: from.Add(time.Minute)}
	return []lobby.Call{cut, {Room: "before", Staff: true, Over: true, EndedAt: from.Add(time.Hour), Figures: lobby.Figures{
		Way: "udp", Lasted: 10 * time.Minute, LossDown: 0.01, RoundTrip: 30 * time.Millisecond, Good: 9 * time.Minute, Reconnects: 2,
	}}}, nil
}

func ask(t *testing.T, d Deps, path string) *httptest.ResponseRecorder {
	t.Helper()
	d.Now, d.Log = func() time.Time { return now }, slog.New(slog.DiscardHandler)
	h, err := New(d)
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	return w
}

func TestTheOperatorSeesEachConnection(t *testing.T) {
	w := ask(t, Deps{Rooms: rooms, Ended: ended}, Path)
	page := w.Body.String()
	for _, want := range []string{
		"Rooms: 1. Participants: 2, 1 by none, 1 by tcp", "visitor:abc", `class="word weak"`, "speaking", "64 kbit/s", "12.5 %",
		"220 ms", "3, 700 ms", "camera", "150 kbit/s · 400 kbit/s", "May not send", "screen",
		"good for 2s, weak for 2s", "Loss in the last 4s: from the participant now 50.0 %, at most 50.0 %",
		`points="0.0,20.0 180.0,0.0"`, "before", "10m0s",
		"18:01:00 (cut off)", "19:00:00</td>",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(page, "<b>") {
		t.Error("an id is taken for markup")
	}
	policy := w.Header().Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'") || strings.Contains(page, "style=") || strings.Contains(page, "<script") {
		t.Errorf("the page could run what is not ours: %s", policy)
	}
	if w.Header().Get("Refresh") != "" || ask(t, Deps{Rooms: rooms, Ended: ended}, Path+"?again").Header().Get("Refresh") == "" {
		t.Error("the page looks again unasked, or does not when it is asked to")
	}
}

func TestTheSameAsJSON(t *testing.T) {
	var v View
	w := ask(t, Deps{Rooms: rooms, Ended: ended}, Path+"/data")
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	if len(v.Rooms) != 1 || len(v.Ended) != 2 || !v.Ended[0].Cut || v.Ended[1].Cut || v.Participants != 2 {
		t.Fatalf("%+v", v)
	}
	p := v.Rooms[0].Participants[0]
	if p.ID != "visitor:abc" || p.Way != "tcp" || p.RoundTrip != 220 || p.Connecting != 80 || len(p.Past) != 2 || p.Seats[0].Layer != 1 {
		t.Errorf("%+v", p)
	}
}

// Calls go on while the database is away, and then they are looked at most.
func TestLiveCallsAreSeenWithoutTheDatabase(t *testing.T) {
	d := Deps{Rooms: rooms, Ended: func(context.Context, time.Time, time.Time, int) ([]lobby.Call, error) {
		return nil, errors.New("the database is gone")
	}}
	if w := ask(t, d, Path); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "visitor:abc") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	d.Rooms = func(context.Context) ([]sfu.Inspected, error) { return nil, sfu.ErrClosed }
	if w := ask(t, d, Path); w.Code != http.StatusServiceUnavailable {
		t.Errorf("without a media plane: %d", w.Code)
	}
}
