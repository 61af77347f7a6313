package main

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/google/pprof/profile"
)

// share is a part of a profile that has a name.
type share struct {
	name string
	part float64
}

// A frame says which function, by the beginning of its name, makes a sample
// belong to which share. Of a stack the innermost that is known decides.
type frame struct{ function, share string }

// causes are why the server works.
var causes = []frame{
	{"runtime.gcBgMarkWorker", "garbage collection"},
	{"runtime.bgsweep", "garbage collection"},
	{"runtime.bgscavenge", "garbage collection"},
	{"miti/internal/web", "messages: requests answered"},
	{"net/http.(*conn).serve", "messages: HTTP around them"},
	{"miti/internal/desk.(*Desk).Sweep", "each second: the sweep"},
	{"miti/signaling.(*hub).check", "each 2 s: the log compared"},
	{"miti/signaling.(*hub)", "events brought to sockets"},
	{"miti/signaling.(*socket).write", "sockets: written to"},
	{"miti/signaling.(*socket).beat", "sockets: heartbeats, sessions looked at"},
	{"miti/signaling.(*socket).review", "sockets: heartbeats, sessions looked at"},
	{"miti/signaling.(*socket)", "sockets: read from"},
	{"miti/signaling", "events brought to sockets"},
	{"miti/internal/live", "the live store's own"},
	{"github.com/redis", "the live store's own"},
	{"net/http/pprof", "this measuring"},
	{"runtime/pprof", "this measuring"},
}

// works are what the server does.
var works = []frame{
	{"runtime.gcBgMarkWorker", "garbage collection"},
	{"runtime.gcAssistAlloc", "garbage collection"},
	{"runtime.bgsweep", "garbage collection"},
	{"runtime.mallocgc", "allocating"},
	{"modernc.org/libc.Xfsync", "making safe on the disk"},
	{"modernc.org/libc.Xfdatasync", "making safe on the disk"},
	{"modernc.org/sqlite/lib.Xsqlite3_prepare", "SQL: statements parsed"},
	{"modernc.org/sqlite", "SQL: statements run"},
	{"database/sql", "SQL: database/sql"},
	{"miti/internal/store", "SQL: our own"},
	{"github.com/getkin/kin-openapi", "requests held against the document"},
	{"encoding/json", "JSON"},
	{"github.com/redis", "Redis"},
	{"net/http", "HTTP"},
	{"net.(*", "the network"},
	{"runtime.schedule", "goroutines woken and put to sleep"},
	{"runtime.findRunnable", "goroutines woken and put to sleep"},
	{"runtime.mcall", "goroutines woken and put to sleep"},
}

// holders are what holds the heap.
var holders = []frame{
	{"bufio.NewReaderSize", "read buffers"},
	{"bufio.NewWriterSize", "write buffers"},
	{"github.com/gorilla/websocket", "the WebSocket library"},
	{"miti/signaling", "sockets and what they watch"},
	{"net/http", "HTTP requests"},
	{"net/textproto", "HTTP requests"},
	{"net.", "connections"},
	{"internal/poll", "connections"},
	{"context.", "contexts and timers"},
	{"time.", "contexts and timers"},
	{"modernc.org", "SQL"},
	{"database/sql", "SQL"},
	{"miti/internal/store", "SQL"},
}

// rest is the share of what is not known.
const rest = "other"

// cpuShares divides a CPU profile by why and by what.
func cpuShares(raw []byte) (why, what []share, err error) {
	p, err := profile.ParseData(raw)
	if err != nil {
		return nil, nil, fmt.Errorf("read the CPU profile: %w", err)
	}
	return divide(p, causes), divide(p, works), nil
}

// heapShares divides what is in use of the heap.
func heapShares(raw []byte) ([]share, error) {
	p, err := profile.Parse(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("read the heap profile: %w", err)
	}
	return divide(p, holders), nil
}

// divide sums the last value of each sample by the share that it belongs to.
// The largest share comes first.
func divide(p *profile.Profile, frames []frame) []share {
	sums, all := map[string]int64{}, int64(0)
	for _, s := range p.Sample {
		var stack []string
		for _, at := range s.Location {
			for _, line := range at.Line {
				stack = append(stack, line.Function.Name)
			}
		}
		value := s.Value[len(s.Value)-1]
		sums[shareOf(stack, frames)] += value
		all += value
	}
	var shares []share
	for name, sum := range sums {
		shares = append(shares, share{name, float64(sum) / float64(max(all, 1))})
	}
	slices.SortFunc(shares, func(a, b share) int {
		return cmp.Or(cmp.Compare(b.part, a.part), cmp.Compare(a.name, b.name))
	})
	return shares
}

// shareOf is the share of a stack: that of the innermost function that is known.
func shareOf(stack []string, frames []frame) string {
	for _, function := range stack {
		if name, ok := known(frames, function); ok {
			return name
		}
	}
	return rest
}

func known(frames []frame, function string) (share string, ok bool) {
	for _, f := range frames {
		if strings.HasPrefix(function, f.function) {
			return f.share, true
		}
	}
	return "", false
}
