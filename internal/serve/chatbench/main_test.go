package main

import (
	"bytes"
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"miti/signaling/protocol"
)

// The test's own program is the server, too.
func TestMain(m *testing.M) {
	if os.Getenv(serverEnv) != "" {
		os.Exit(serverMain())
	}
	os.Exit(m.Run())
}

func TestASmallCrowdIsMeasuredWithBothStores(t *testing.T) {
	small := load{sockets: 50, conversations: 10, perSecond: 20, lasts: 2 * time.Second, settles: 100 * time.Millisecond}
	var out bytes.Buffer
	if err := run(t.Context(), small, &out); err != nil {
		t.Fatal(err, out.String())
	}
	for _, store := range []string{"process", "redis"} {
		last := regexp.MustCompile(`(?m)^chat store=` + store +
			` cpu_ms_per_message=\d+\.\d+ kb_per_socket=-?\d+\.\d+ p50_ms=\d+\.\d+ p99_ms=\d+\.\d+ lost=0 doubled=0$`)
		if !last.MatchString(out.String()) {
			t.Errorf("no last line of %s in\n%s", store, out.String())
		}
	}
	for _, cause := range []string{"messages: requests answered", "SQL: statements run"} {
		if !strings.Contains(out.String(), cause) {
			t.Errorf("the profile does not show %q:\n%s", cause, out.String())
		}
	}
}

// The measuring is known to be able to fail.
func TestWhatGoesWrongIsCounted(t *testing.T) {
	visitor, counsellor := &person{}, &person{cookie: "another"}
	began := time.Unix(0, 0)
	of := func(id string, number uint64) protocol.Message {
		return protocol.Message{Conversation: "c", ID: id, Number: number}
	}
	all := func(tally *tally, id string, number uint64) {
		for _, page := range []*person{visitor, counsellor} {
			tally.seen(page, of(id, number), began.Add(time.Second))
		}
	}
	for name, c := range map[string]struct {
		happens func(*tally)
		want    counts
	}{
		"all is well": {func(t *tally) { all(t, "1", 1); all(t, "2", 2) }, counts{}},
		"one page is not shown a message": {
			func(t *tally) { all(t, "1", 1); t.seen(visitor, of("2", 2), began) }, counts{lost: 1},
		},
		"a page is shown a message twice": {
			func(t *tally) { all(t, "1", 1); all(t, "2", 2); t.seen(visitor, of("2", 2), began) }, counts{doubled: 1},
		},
		"the second comes before the first": {
			func(t *tally) { all(t, "2", 2); all(t, "1", 1) }, counts{disordered: 2},
		},
		"a message is refused": {
			func(t *tally) { all(t, "1", 1); all(t, "2", 2); t.answer("2", began, errors.New("no")) }, counts{refused: 1},
		},
	} {
		t.Run(name, func(t *testing.T) {
			tally := newTally()
			for _, id := range []string{"1", "2"} {
				tally.send(id, counsellor, began)
				tally.answer(id, began, nil)
			}
			c.happens(tally)
			got := tally.count()
			if got.lost != c.want.lost || got.doubled != c.want.doubled || got.disordered != c.want.disordered || got.refused != c.want.refused {
				t.Errorf("%+v, want %+v", got, c.want)
			}
			if bad := (&figures{counts: got}).verdict() != nil; bad != (name != "all is well") {
				t.Errorf("the verdict is wrong: bad is %v", bad)
			}
		})
	}
}

func TestOnlyTheOtherPagesTimeCounts(t *testing.T) {
	visitor, counsellor := &person{}, &person{cookie: "another"}
	tally, began := newTally(), time.Unix(0, 0)
	tally.send("1", counsellor, began)
	tally.answer("1", began, nil)
	tally.seen(visitor, protocol.Message{ID: "1", Number: 1}, began.Add(time.Second))
	tally.seen(counsellor, protocol.Message{ID: "1", Number: 1}, began.Add(3*time.Second))
	if c := tally.count(); len(c.seen) != 1 || c.seen[0] != 3*time.Second {
		t.Errorf("seen after %v", c.seen)
	}
}
