package forward

import (
	"slices"
	"time"

	"miti/sfu/codec"
	"miti/sfu/history"
	"miti/sfu/layer"
	"miti/sfu/speaker"
)

// Line is what is known of an m-line that a publisher sends on.
type Line struct {
	Video   bool
	Codecs  []codec.Codec
	NACK    bool  // it answers requests for lost packets
	LevelID uint8 // header extension of the audio level, 0 for none
	// RIDs are the names of the streams of a simulcast (RFC 8853), the smallest
	// first, MaxLayers at most. Without any there is one stream.
	RIDs []string
}

// MaxLayers is how many streams of a simulcast are told apart.
const MaxLayers = 3

// stale is for how long a layer may be silent while another one of the same
// source is not: then it is not sent any more. A screen that stands still has
// one layer only, and is not judged.
const stale = 700 * time.Millisecond

// Source is what a publisher sends on one m-line, in one layer or in several
// of different size, and the sinks that watch it.
type Source struct {
	publisher *Publisher
	line      Line
	layers    []*Layer // the smallest first; at least one
	sinks     []*Sink
	decoded   []codec.Name // by all sinks
	heard     time.Time    // any layer
	voice     speaker.Voice
	stage     *speaker.Stage // who is heard, nil for all
	offstage  bool           // the voice is not passed on
}

// NewSource makes the source of a line. Its packets come from the pool.
func NewSource(p *Publisher, l Line, pool *history.Pool) *Source {
	s := &Source{publisher: p, line: l}
	for _, rid := range l.RIDs {
		s.layers = append(s.layers, newLayer(s, rid, pool))
	}
	if len(s.layers) == 0 {
		s.layers = []*Layer{newLayer(s, "", pool)}
	}
	return s
}

// Layers are the source's, the smallest first.
func (s *Source) Layers() []*Layer { return s.layers }

// Layer finds a layer by its name, or nil.
func (s *Source) Layer(rid string) *Layer {
	for _, l := range s.layers {
		if l.rid == rid {
			return l
		}
	}
	return nil
}

// alive tells whether a layer is sent.
func (s *Source) alive(l *Layer) bool {
	return len(s.layers) == 1 || (!l.heard.IsZero() && s.heard.Sub(l.heard) < stale)
}

// best is the greatest layer that is sent and is not above the wish, or else
// the smallest that is sent; nil if nothing is sent, or wished for.
func (s *Source) best(most int) *Layer {
	var best *Layer
	for i, l := range s.layers {
		if most >= 0 && s.alive(l) && (i <= most || best == nil) {
			best = l
		}
	}
	return best
}

// reconsider lets every sink have the best layer that there is for it now.
func (s *Source) reconsider(now time.Time) {
	for _, k := range s.sinks {
		k.choose(now)
		k.relieve(now)
	}
}

// nominal is what the layers of a simulcast are taken for before they are
// known, in bits a second.
var nominal = [MaxLayers]int{150_000, 400_000, 1_200_000}

// Bits appends what each layer takes in a second.
func (s *Source) Bits(to []int) []int {
	for i, l := range s.layers {
		bits := l.bits
		if bits == 0 && len(s.layers) > 1 {
			bits = nominal[i]
		}
		to = append(to, bits)
	}
	return to
}

// Voice is how loud a microphone is.
func (s *Source) Voice() *speaker.Voice { return &s.voice }

// SetStage says that a microphone is heard only while it has a place there, or
// always if it is nil.
func (s *Source) SetStage(stage *speaker.Stage) {
	if s.stage != nil && s.stage != stage {
		s.stage.Leave(&s.voice)
	}
	s.stage = stage
}

// audible takes a packet of a voice and tells whether to pass it on. What is left
// out is no gap to those who hear it.
func (s *Source) audible(p *history.Packet, now time.Time) bool {
	if p.HasLevel {
		s.voice.Level(p.Level, now)
	} else {
		s.voice.Unknown(now)
	}
	heard := s.stage == nil || s.stage.Heard(&s.voice, now)
	if heard == s.offstage {
		s.offstage = !heard
		for _, k := range s.sinks {
			k.skip()
		}
	}
	return heard
}

// Passed tells whether the voice is passed on to those who watch.
func (s *Source) Passed() bool { return !s.offstage }

// Wanted are the layers that anybody has a use for: of each who watches the
// greatest that they may be shown, the next below while that one is not sent,
// and the smallest, which is there at once when a path gets narrow.
func (s *Source) Wanted() layer.Set {
	var set layer.Set
	for _, k := range s.sinks {
		l := min(k.most, len(s.layers)-1)
		if l >= 0 {
			set = set.With(0)
		}
		for ; l > 0; l-- {
			set = set.With(l)
			if s.alive(s.layers[l]) {
				break
			}
		}
	}
	return set
}

// Decoded are the codecs that all who watch take, in the order of the line, and
// none while nobody watches. Of several profiles of one codec a publisher sends
// the first. They hold until somebody else watches.
func (s *Source) Decoded() []codec.Name { return s.decoded }

// watchers takes note of who watches now.
func (s *Source) watchers(all []*Sink) {
	s.sinks, s.decoded = all, s.decoded[:0]
	for i, c := range s.line.Codecs {
		first := !slices.ContainsFunc(s.line.Codecs[:i], func(o codec.Codec) bool { return o.Name == c.Name })
		misses := func(k *Sink) bool { return k.types[i] == codec.NoType }
		if first && len(all) > 0 && !slices.ContainsFunc(all, misses) {
			s.decoded = append(s.decoded, c.Name)
		}
	}
}

// SetOn says whether the source is on. A camera or screen that is off is not asked
// for key frames; one that comes on is, if anybody watches. What came before that
// is not shown or said to who comes now.
func (s *Source) SetOn(on bool, now time.Time) {
	for _, l := range s.layers {
		l.setOn(on, now)
	}
}

// Tick asks again for what is missing, and for key frames that are due, and
// sees which layers are sent no longer.
func (s *Source) Tick(now time.Time) {
	for _, l := range s.layers {
		l.tick(now)
	}
	if len(s.layers) > 1 {
		s.reconsider(now)
	}
}

// Close lets all sinks go and gives the history back.
func (s *Source) Close() {
	s.SetStage(nil)
	for len(s.sinks) > 0 {
		s.sinks[0].Watch(nil, time.Time{})
	}
	for _, l := range s.layers {
		if l.history != nil {
			l.history.Clear()
		}
	}
}
