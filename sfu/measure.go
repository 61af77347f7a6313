package sfu

import (
	"time"

	"miti/sfu/quality"
)

const (
	measureEvery = 2 * time.Second
	tellEvery    = 3 // measurements, when the word stays
)

// measuring is how a participant's connection is judged.
type measuring struct {
	next   time.Time
	judge  quality.Judge
	said   quality.Word
	untold int
}

// measure judges a connection, and tells of it now and then, and at once when
// the word changes.
func (m *member) measure(now time.Time) {
	h := &m.session.measuring
	if m.heard.IsZero() || now.Before(h.next) {
		return
	}
	h.next = now.Add(measureEvery)
	sample := m.session.sample()
	sample.Silent = m.state == lost
	word := h.judge.Next(sample)
	h.untold++
	if word == h.said && h.untold < tellEvery {
		return
	}
	h.said, h.untold = word, 0
	e := Quality{
		Room: m.room.name, Participant: m.name, Generation: m.generation, Word: word,
		LossUp: sample.LossUp, LossDown: sample.LossDown, RoundTrip: sample.RoundTrip, Jitter: sample.Jitter,
	}
	if s := m.session; s.receiver.Estimate != nil {
		e.Bits = s.receiver.Estimate.Bits()
	}
	for _, seat := range m.session.seats {
		shown := -1
		if seat.video != nil {
			shown = seat.video.sink.Shown()
		}
		e.Layers = append(e.Layers, shown)
	}
	m.room.sfu.events.add(about{m.room.name, m.name, m.generation, aboutQuality}, e)
}

// sample is the worst of all streams.
func (s *session) sample() quality.Sample {
	q := quality.Sample{Paused: len(s.sharing.paused) > 0}
	for _, src := range s.sources {
		for _, l := range src.Layers() {
			q.LossUp = max(q.LossUp, l.Loss())
		}
	}
	for _, k := range s.sinks {
		q.RoundTrip, q.Jitter = max(q.RoundTrip, k.RoundTrip()), max(q.Jitter, k.Jitter())
	}
	if s.receiver.Estimate != nil {
		q.LossDown = s.receiver.Estimate.Loss()
	}
	return q
}
