package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"miti/sfu"
	"miti/sfu/sfutest"
)

// joins are how long newcomers to a call of two waited, each the median.
type joins struct {
	kind kind
	took
}

// took is after how long somebody who joins was sent the first packet and the
// first whole key frame, and the other was sent the voice and a key frame.
type took struct{ first, video, heard, seen time.Duration }

// measureJoins lets one after the other join somebody who is there already.
func measureJoins(ctx context.Context, p plan, k kind) (j joins, err error) {
	s, err := startServer(ctx, k)
	if err != nil {
		return j, err
	}
	defer s.close()
	both := calls("", 1, sfu.Microphone, sfu.Camera).rooms[0]
	other := newFirsts()
	o := optionsOf(s, "room", both[0], both[1:])
	o.Heard = other.note
	there, err := sfutest.Dial(ctx, o)
	if err != nil {
		return j, fmt.Errorf("join: %w", err)
	}
	defer there.Close()
	(&participant{client: there, person: both[0]}).start()
	var all []took
	for i := range p.joins {
		one, err := joinOnce(ctx, s, both, i, other)
		if err != nil {
			return j, fmt.Errorf("join: %w", err)
		}
		all = append(all, one)
	}
	return joins{k, took{
		median(all, func(t took) time.Duration { return t.first }), median(all, func(t took) time.Duration { return t.video }),
		median(all, func(t took) time.Duration { return t.heard }), median(all, func(t took) time.Duration { return t.seen }),
	}}, nil
}

func median(all []took, of func(took) time.Duration) time.Duration {
	list := make([]time.Duration, len(all))
	for i, t := range all {
		list[i] = of(t)
	}
	slices.Sort(list)
	return quantile(list, 0.5)
}

// firsts are when somebody was sent the first of everything. Each has room
// for one, so that what comes later is left out.
type firsts struct{ packet, voice, key chan time.Time }

func newFirsts() firsts {
	return firsts{make(chan time.Time, 1), make(chan time.Time, 1), make(chan time.Time, 1)}
}

// note is told of each packet.
func (f firsts) note(a sfutest.Arrival) {
	put := func(c chan<- time.Time) {
		select {
		case c <- a.At:
		default:
		}
	}
	put(f.packet)
	if a.From.Source == sfu.Microphone {
		put(f.voice)
	}
	if a.Key {
		put(f.key)
	}
}

// clear makes room again.
func (f firsts) clear() {
	for _, c := range []chan time.Time{f.packet, f.voice, f.key} {
		select {
		case <-c:
		default:
		}
	}
}

// joinOnce lets the second of two join and leave. Other is what the first one
// is sent.
func joinOnce(ctx context.Context, s *process, both []person, turn int, other firsts) (t took, err error) {
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	other.clear()
	own := newFirsts()
	o := optionsOf(s, "room", both[1], both[:1])
	o.Heard = own.note
	// A plain forwarder does not make one stream of those who come one after
	// the other, so that numbers must not go back.
	const apart = 1000
	o.Begin = &sfutest.Beginning{
		Sequence: uint16(apart * turn), Time: uint32(turn) << 20,
		After: time.Duration(7*turn%20) * time.Millisecond, // nobody joins in step with the own microphone
	}
	began := time.Now()
	c, err := sfutest.Dial(ctx, o)
	if err != nil {
		return t, err
	}
	newcomer := &participant{client: c, person: both[1]}
	for _, source := range newcomer.sources {
		newcomer.send(source, 0)
	}
	for _, wait := range []struct {
		from chan time.Time
		into *time.Duration
	}{{own.packet, &t.first}, {own.key, &t.video}, {other.voice, &t.heard}, {other.key, &t.seen}} {
		select {
		case at := <-wait.from:
			*wait.into = at.Sub(began)
		case <-ctx.Done():
			err = ctx.Err()
		}
	}
	c.Close()
	if err == nil {
		err = s.call(ctx, "Leave", [2]string{"room", both[1].name}, new(bool))
	}
	// What was on its way when the other left is not the next one's.
	if err == nil {
		err = pause(ctx, lookEvery)
	}
	return t, err
}
