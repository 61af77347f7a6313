// Package eventtest is what every log and every bus of events must do.
package eventtest

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"testing"
	"time"

	"miti/internal/event"
)

// A Log is a log under test, and how something is appended to it.
type Log struct {
	event.Log
	Append func(ctx context.Context, events []event.Event) error
}

// RunLog tests the logs that open makes. Each test gets a new, empty one.
func RunLog(t *testing.T, open func(t *testing.T) Log) {
	for name, test := range map[string]func(t *testing.T, l Log){
		"the epoch stays, and is the log's own": epochStays(open),
		"a stream is read from a position":      readFromPosition,
		"each stream has a position":            positions,
		"an event comes back as it was":         comesBack,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

func epochStays(open func(t *testing.T) Log) func(t *testing.T, l Log) {
	return func(t *testing.T, l Log) {
		first, err := l.Epoch(t.Context())
		if err != nil || len(first) < 16 {
			t.Fatalf("epoch %q, %v", first, err)
		}
		again, err := l.Epoch(t.Context())
		if err != nil || again != first {
			t.Errorf("epoch %q, %v, want %q", again, err, first)
		}
		another, err := open(t).Epoch(t.Context())
		if err != nil || another == first {
			t.Errorf("another log has epoch %q, %v", another, err)
		}
	}
}

const stream event.Stream = "conversation:c"

func numbered(n int) event.Event {
	return event.Event{Stream: stream, Type: event.TypeRead, At: at(), Data: fmt.Appendf(nil, "%d", n)}
}

func at() time.Time { return time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC) }

func (l Log) fill(t *testing.T, n int) {
	t.Helper()
	for i := range n {
		if err := l.Append(t.Context(), []event.Event{numbered(i + 1)}); err != nil {
			t.Fatal(err)
		}
	}
}

func readFromPosition(t *testing.T, l Log) {
	l.fill(t, 5)
	for _, c := range []struct {
		name  string
		s     event.Stream
		after uint64
		limit int
		want  []uint64
	}{
		{"from the beginning", stream, 0, 10, []uint64{1, 2, 3, 4, 5}},
		{"from the middle", stream, 3, 10, []uint64{4, 5}},
		{"no more than asked for", stream, 1, 2, []uint64{2, 3}},
		{"at the end", stream, 5, 10, nil},
		{"beyond the end", stream, 99, 10, nil},
		{"another stream", event.Queue, 0, 10, nil},
	} {
		events, err := l.After(t.Context(), c.s, c.after, c.limit)
		if err != nil {
			t.Fatal(err)
		}
		var got []uint64
		for _, e := range events {
			got = append(got, e.Seq)
			if string(e.Data) != fmt.Sprint(e.Seq) {
				t.Errorf("%s: number %d has the data of %s", c.name, e.Seq, e.Data)
			}
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func positions(t *testing.T, l Log) {
	l.fill(t, 3)
	got, err := l.Last(t.Context(), []event.Stream{stream, event.Queue})
	want := map[event.Stream]uint64{stream: 3, event.Queue: 0}
	if err != nil || !maps.Equal(got, want) {
		t.Errorf("positions %v, %v, want %v", got, err, want)
	}
	if got, err := l.Last(t.Context(), nil); err != nil || len(got) != 0 {
		t.Errorf("positions of nothing: %v, %v", got, err)
	}
}

func comesBack(t *testing.T, l Log) {
	want := full()
	if err := l.Append(t.Context(), []event.Event{want}); err != nil {
		t.Fatal(err)
	}
	events, err := l.After(t.Context(), want.Stream, 0, 10)
	if err != nil || len(events) != 1 {
		t.Fatalf("events %v, %v", events, err)
	}
	want.Seq = 1
	if !reflect.DeepEqual(events[0], want) {
		t.Errorf("got %+v, want %+v", events[0], want)
	}
}

// full is an event with every field set but its number.
func full() event.Event {
	return event.Event{
		Stream: event.Queue, Type: event.TypeQueueLeft, At: at().Add(1234 * time.Microsecond), Staff: true, Subject: "c",
		Data: []byte(`{"a":"\u2028 😀 \u0000","b":[1,null]}`),
	}
}
