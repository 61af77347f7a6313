package sfutest

import (
	"context"
	"fmt"
	"maps"
	"sync"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// View is what a client knows at one moment.
type View struct {
	State    webrtc.PeerConnectionState
	Seats    []Seat
	Heard    map[Sender]Heard
	Restarts int // ICE restarts that were asked for
	Rejoins  int // peer connections after the first
	Refused  error
	// Generation is what the last answer said.
	Generation uint64
}

// Seat is what came on the two lines of a seat.
type Seat struct{ Audio, Video Received }

// board keeps what a client knows and wakes those who wait for a change.
type board struct {
	mu      sync.Mutex
	view    View // but for Seats
	audio   []*line
	video   []*line
	waiters map[chan struct{}]struct{}
	heard   func(Arrival) // may be nil
}

// Arrival is a packet that a client had not had before.
type Arrival struct {
	From  Sender
	At    time.Time
	Delay time.Duration // from sender to receiver
	Whole bool          // its frame is whole now
	Key   bool          // and is a key frame
}

func newBoard(seats int, heard func(Arrival)) *board {
	b := &board{heard: heard, waiters: map[chan struct{}]struct{}{}, view: View{Heard: map[Sender]Heard{}}}
	b.addSeats(seats)
	return b
}

func (b *board) addSeats(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for range n {
		b.audio = append(b.audio, &line{frames: map[frameKey]*partial{}})
		b.video = append(b.video, &line{frames: map[frameKey]*partial{}, video: true})
	}
}

// seat finds the lines of a seat, nil if there is none.
func (b *board) seat(i int) (audio, video *line) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if i >= len(b.audio) {
		return nil, nil
	}
	return b.audio[i], b.video[i]
}

// change edits what is known.
func (b *board) change(edit func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	edit()
	for w := range b.waiters {
		select {
		case w <- struct{}{}:
		default: // it is awake already
		}
	}
}

// take counts a packet of a line, and tells who listens.
func (b *board) take(at *line, packet *rtp.Packet, mime string, repaired bool) {
	now := time.Now()
	var a Arrival
	b.change(func() {
		got, ok := at.take(packet, mime, repaired)
		if !ok {
			return
		}
		heard := b.view.Heard[at.Now]
		heard.hear(got, now)
		b.view.Heard[at.Now] = heard
		a = Arrival{From: at.Now, At: now, Delay: heard.Delay, Whole: got.whole, Key: got.whole && got.key}
	})
	if b.heard != nil && !a.At.IsZero() {
		b.heard(a)
	}
}

func (b *board) snapshot() View {
	b.mu.Lock()
	defer b.mu.Unlock()
	v := b.view
	v.Heard = maps.Clone(b.view.Heard)
	v.Seats = make([]Seat, len(b.audio))
	for i := range v.Seats {
		v.Seats[i] = Seat{Audio: b.audio[i].Received, Video: b.video[i].Received}
	}
	return v
}

// await returns when ok is true of a view, or with the last view when ctx ends.
func (b *board) await(ctx context.Context, ok func(View) bool) (View, error) {
	wake := make(chan struct{}, 1)
	b.mu.Lock()
	b.waiters[wake] = struct{}{}
	b.mu.Unlock()
	defer func() {
		b.mu.Lock()
		delete(b.waiters, wake)
		b.mu.Unlock()
	}()
	for {
		v := b.snapshot()
		if ok(v) {
			return v, nil
		}
		select {
		case <-wake:
		case <-ctx.Done():
			return v, fmt.Errorf("%w; last seen: %+v", ctx.Err(), v)
		}
	}
}
