package sfu

import (
	"context"
	"fmt"
	"time"

	"miti/sfu/quality"
	"miti/sfu/transport"
)

const (
	measureEvery = 2 * time.Second
	tellEvery    = 3  // measurements, when the word stays
	sumEvery     = 30 // measurements
)

// Measured is how a participant's connection was found to be.
type Measured struct {
	Way               transport.Way
	Word              quality.Word
	LossUp, LossDown  float64 // shares of the packets, from and to the participant
	RoundTrip, Jitter time.Duration
	BitsUp, BitsDown  int   // a second, of all that was sent from and to the participant
	Estimate          int   // bits a second that the path to the participant carries, 0 if not known
	Layers            []int // that each seat is shown, -1 for none
	Seen              Seen  // since the participant came
}

// Seen is what a participant's page says of what a person saw and heard there.
// Nobody else knows: the server sees what it sends, and not what is made of it.
type Seen struct {
	Freezes   int           // times that a picture stood still
	Frozen    time.Duration // all of them together
	Concealed time.Duration // of sound that did not come in time and was made up
}

// Report takes in what a participant's page has seen since the last report. The
// error is as that of SetSending.
func (s *SFU) Report(ctx context.Context, room, participant string, generation uint64, seen Seen) error {
	return s.ask(ctx, func() error {
		m := s.find(room, participant)
		if m == nil || (generation != 0 && generation != m.generation) {
			return fmt.Errorf("report what was seen: %w", ErrReplaced)
		}
		m.tally.seen.Freezes += seen.Freezes
		m.tally.seen.Frozen += seen.Frozen
		m.tally.seen.Concealed += seen.Concealed
		return nil
	})
}

// measuring is how a participant's connection is judged.
type measuring struct {
	next    time.Time
	judge   quality.Judge
	said    quality.Word
	untold  int
	traffic transport.Traffic // up to the last measurement
	last    Measured
}

// measure judges a connection, and tells of it now and then, and at once when
// the word changes.
func (m *member) measure(now time.Time) {
	h := &m.session.measuring
	if m.heard.IsZero() || now.Before(h.next) || !m.echoes.IsZero() {
		return
	}
	h.next = now.Add(measureEvery)
	h.last = m.session.measured(now)
	h.last.Word = h.judge.Next(quality.Sample{
		LossUp: h.last.LossUp, LossDown: h.last.LossDown, RoundTrip: h.last.RoundTrip, Jitter: h.last.Jitter,
		Paused: len(m.session.sharing.paused) > 0, Silent: m.state == lost,
	})
	m.tally.add(&h.last)
	if m.tally.measured%sumEvery == 1 {
		m.sum(false)
	}
	h.last.Seen = m.tally.seen
	h.untold++
	if h.last.Word == h.said && h.untold < tellEvery {
		return
	}
	h.said, h.untold = h.last.Word, 0
	m.room.sfu.events.add(about{m.room.name, m.name, m.generation, aboutQuality},
		Quality{m.room.name, m.name, m.generation, h.last})
}

// measured is the worst of all streams.
func (s *session) measured(now time.Time) Measured {
	q := Measured{Way: s.conn.Way(), RoundTrip: s.roundTrip(now)}
	for _, src := range s.sources {
		for _, l := range src.Layers() {
			q.LossUp = max(q.LossUp, l.Loss())
		}
	}
	for _, k := range s.sinks {
		q.Jitter = max(q.Jitter, k.Jitter(now))
	}
	if s.receiver.Estimate != nil {
		q.LossDown, q.Estimate = s.receiver.Estimate.Loss(), s.receiver.Estimate.Bits()
	}
	for _, seat := range s.seats {
		q.Layers = append(q.Layers, seat.shown())
	}
	before := s.measuring.traffic
	s.measuring.traffic = s.conn.Traffic()
	q.BitsUp = bitsASecond(s.measuring.traffic.In - before.In)
	q.BitsDown = bitsASecond(s.measuring.traffic.Out - before.Out)
	return q
}

// roundTrip is the time to the client and back: what its reports say, or else
// how long it took to answer a check. It is 0 while it is not known.
func (s *session) roundTrip(now time.Time) (d time.Duration) {
	for _, k := range s.sinks {
		d = max(d, k.RoundTrip(now))
	}
	if d == 0 {
		d = s.conn.RoundTrip()
	}
	return d
}

// bitsASecond is the rate of bytes between two measurements.
func bitsASecond(bytes uint64) int {
	return int(bytes * 8 * uint64(time.Second) / uint64(measureEvery))
}
