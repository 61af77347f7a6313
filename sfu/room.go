package sfu

import (
	"slices"
	"time"

	"miti/sfu/speaker"
)

// maxFormer bounds how many of those who left a room it knows the generation
// of.
const maxFormer = 1024

// room is a list of participants in the order in which they came. It belongs
// to the loop, and is forgotten when the last one is out.
type room struct {
	sfu      *SFU
	name     string
	members  []*member
	released bool
	// former has the last generation of who is out, so that a number is not
	// used for two peer connections.
	former map[string]uint64

	stage       *speaker.Stage // made when it is needed
	speaker     *member        // who speaks, or was the last to
	speaking    speaking
	spotlight   string // who is seen first, "" for nobody
	nextSeating time.Time
}

// heardMost is how many voices are passed on where more could speak.
const heardMost = 3

// setStage lets all be heard while they are few, and else the loudest.
func (r *room) setStage() {
	var stage *speaker.Stage
	on := 0
	for _, m := range r.members {
		if m.sending[Microphone] {
			on++
		}
	}
	if on > heardMost {
		if r.stage == nil {
			r.stage = speaker.NewStage(heardMost)
		}
		stage = r.stage
	}
	for _, m := range r.members {
		for _, src := range m.session.sources {
			switch {
			case src.kind != Microphone:
			case m.may(Microphone):
				src.SetStage(stage)
			default:
				src.SetStage(nil) // who is not heard leaves their place to another
			}
		}
	}
}

// listen finds who speaks. Whoever does keeps the word until they stop.
func (r *room) listen(now time.Time) {
	begins, loudest := false, -1000.0
	before := r.speaker
	r.speaking.now = r.speaking.now[:0]
	for _, m := range r.members {
		if !m.speaks(now) {
			continue
		}
		begins = begins || now.Sub(m.spoke) > seatEvery
		m.spoke = now
		r.speaking.now = append(r.speaking.now, m.name)
		if l := m.session.source(Microphone).Voice().Loudness(now); l > loudest {
			loudest, r.speaker = l, m
		}
	}
	if before != nil && before.spoke.Equal(now) {
		r.speaker = before
	}
	if begins {
		r.reseat() // who is heard sits with everybody, at once
	}
	if r.speaking.changed(now) {
		r.sfu.events.add(about{room: r.name, kind: aboutSpeaking}, Speaking{r.name, slices.Clone(r.speaking.said)})
	}
}

func (m *member) speaks(now time.Time) bool {
	mic := m.session.source(Microphone)
	return mic != nil && mic.Voice().Speaking(now) && m.inside() && m.sending[Microphone]
}

// speakingEvery is how often the pages of a room are told who speaks, at most.
const speakingEvery = 250 * time.Millisecond

// speaking is who is heard in a room, and who was last said to be.
type speaking struct {
	now, said []string
	next      time.Time
}

// changed takes what is true now as said, if it is something else and it is time.
func (s *speaking) changed(now time.Time) bool {
	if now.Before(s.next) || slices.Equal(s.now, s.said) {
		return false
	}
	s.said, s.next = append(s.said[:0], s.now...), now.Add(speakingEvery)
	return true
}

func (r *room) member(name string) *member {
	for _, m := range r.members {
		if m.name == name {
			return m
		}
	}
	return nil
}

// add gives a newcomer a place.
func (r *room) add(m *member) {
	r.members = append(r.members, m)
	r.sfu.members++
	r.sfu.rooms[r.name] = r
	r.sfu.peopled(r.name, len(r.members))
}

// remove takes a place away, with all that belongs to it.
func (r *room) remove(m *member) {
	r.members = slices.DeleteFunc(r.members, func(o *member) bool { return o == m })
	r.sfu.members--
	if len(r.former) < maxFormer {
		r.former[m.name] = m.generation
	}
	if r.speaker == m {
		r.speaker = nil
	}
	m.sum(true)
	m.session.close()
	if len(r.members) == 0 {
		r.end()
		return
	}
	r.sfu.peopled(r.name, len(r.members))
	r.reseat()
}

func (r *room) release() {
	r.released = true
	for _, m := range r.members {
		m.held = false
		m.session.switchSources()
	}
	r.reseat()
}

// end forgets the room, which nobody is in.
func (r *room) end() {
	delete(r.sfu.rooms, r.name)
	r.sfu.peopled(r.name, 0)
}

func (r *room) close() {
	r.end()
	r.sfu.members -= len(r.members)
	for _, m := range r.members {
		m.sum(true)
		m.session.close()
	}
	r.members = nil
}

// reseat makes what is true of the seats what should be. It may be called at
// any time, and changes nothing if all is well: who has a seat keeps it.
func (r *room) reseat() {
	r.setStage()
	for _, m := range r.members {
		wanted := r.wantedBy(m)
		if m.session.seating(wanted) {
			m.sayWho()
		}
	}
}
