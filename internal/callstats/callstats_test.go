package callstats

import (
	"context"
	"encoding/json"
	"errors"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"miti/internal/catalogue"
	"miti/internal/lobby"
	"miti/sfu"
	"miti/sfu/quality"
	"miti/sfu/transport"
	"miti/static"
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
		Sending: []sfu.InspectedSource{{Source: sfu.Camera, On: true, Bits: []int{150_000, 400_000}, Wanted: []int{0, 1}}},
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

func ask(t *testing.T, d Deps, path string, languages ...string) *httptest.ResponseRecorder {
	t.Helper()
	texts, err := catalogue.Read(static.Catalogue(), "fr", "nl", "de", "en")
	if err != nil {
		t.Fatal(err)
	}
	d.Texts, d.Now, d.Log = texts, func() time.Time { return now }, slog.New(slog.DiscardHandler)
	h, err := New(d)
	if err != nil {
		t.Fatal(err)
	}
	w, r := httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	r.Header["Accept-Language"] = languages
	h.ServeHTTP(w, r)
	return w
}

// read is a page as it is read: with common blanks, and no entities.
func read(w *httptest.ResponseRecorder) string {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(html.UnescapeString(w.Body.String()))
}

func TestTheOperatorSeesEachConnection(t *testing.T) {
	w := ask(t, Deps{Rooms: rooms, Ended: ended}, Path, "en-GB")
	page := read(w)
	for _, want := range []string{
		"Rooms: 1. People: 2. How their media comes: TCP 1, none 1.", "Read at 18:00:00.", "visitor:abc", `class="word weak"`, "speaking",
		"64 kbit/s", "12.5%", "220 ms", "3 (700 ms)", "camera", "150 kbit/s · 400 kbit/s", "May not send", "screen", "1 min 30 s",
		"good 2 s, weak 2 s", "Loss over 4 s: up 50.0%, at most 50.0% · down 0.0%, at most 0.0%.",
		`points="0.0,20.0 180.0,0.0"`, "before", "10 min 0 s", "good 9 min 0 s",
		"18:01:00", `<span class="tag">cut off</span>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if n := strings.Count(page, "cut off"); n != 1 {
		t.Errorf("%d calls are said to be cut off", n)
	}
	if strings.Contains(w.Body.String(), "<b>") {
		t.Error("an id is taken for markup")
	}
	policy := w.Header().Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || strings.Contains(page, "style=") || strings.Contains(page, "http:") {
		t.Errorf("the page could run what is not ours: %s", policy)
	}
	for _, part := range []string{"/style.css", "/page.js"} {
		if !strings.Contains(page, Path+part) || ask(t, Deps{}, Path+part).Code != http.StatusOK {
			t.Errorf("the page does not have its %s", part)
		}
	}
}

func TestThePageIsInTheLanguageOfItsReader(t *testing.T) {
	d := Deps{Rooms: rooms, Ended: ended}
	for _, each := range []struct{ path, accepts, language, says string }{
		{Path, "", "fr", "12,5 %"},
		{Path, "pt", "fr", "Images figées"},
		{Path, "nl-BE,fr;q=0.5", "nl", "Bevroren beeld"},
		{Path + "?lang=de", "nl", "de", "noch nicht gemessen"},
		{Path + "?lang=xx", "en", "en", "12.5%"},
	} {
		page := read(ask(t, d, each.path, each.accepts))
		if !strings.Contains(page, `<html lang="`+each.language+`">`) || !strings.Contains(page, each.says) {
			t.Errorf("%s for %q is not in %s, or does not say %q", each.path, each.accepts, each.language, each.says)
		}
		if strings.Contains(page, "operator.") {
			t.Errorf("%s: a text is missing", each.language)
		}
	}
}

// What is folded out is known by its id from one look to the next, so two must
// never have the same, and no id may change.
func TestEachRowHasAnIdOfItsOwn(t *testing.T) {
	d := Deps{Rooms: rooms, Ended: func(ctx context.Context, from, now time.Time, most int) ([]lobby.Call, error) {
		calls, err := ended(ctx, from, now, most)
		return append(calls, calls[0]), err // two who left at once
	}}
	ids := func() (found []string) {
		for _, match := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(ask(t, d, Path).Body.String(), -1) {
			found = append(found, match[1])
		}
		return found
	}
	first := ids()
	if !slices.Equal(first, ids()) {
		t.Error("the ids change")
	}
	slices.Sort(first)
	if len(slices.Compact(slices.Clone(first))) != len(first) || len(first) < 5 {
		t.Errorf("%q", first)
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
	w := ask(t, d, Path, "en")
	if page := read(w); w.Code != http.StatusOK || !strings.Contains(page, "visitor:abc") || !strings.Contains(page, "the database does not answer") {
		t.Errorf("%d %s", w.Code, page)
	}
	d.Rooms = func(context.Context) ([]sfu.Inspected, error) { return nil, sfu.ErrClosed }
	if w := ask(t, d, Path); w.Code != http.StatusServiceUnavailable {
		t.Errorf("without a media plane: %d", w.Code)
	}
}
