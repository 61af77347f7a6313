package sfu

import (
	"time"

	"miti/sfu/layer"
)

// lostAfter is how long a participant can be silent.
const lostAfter = 3 * time.Second

// member is a participant's place in a room. The place outlives the peer
// connections that come one after another: others see one person.
type member struct {
	room       *room
	name       string
	generation uint64
	parent     uint64 // the generation that the client knew when it got this one
	held       bool
	pinned     string   // whom this one would see before all others, "" for nobody
	shown      []string // whom this one looks at, where not all can be seen
	permit     Permit
	said       []Source        // to be on, by the client
	sending    map[Source]bool // of these, what the permit allows
	spoke      time.Time       // last
	session    *session
	state      state
	heard      time.Time // by whichever connection; zero before the first
	tally      tally
	echoes     time.Time // until when the participant tests the connection, zero for who does not
}

// state is what was last said of a participant.
type state uint8

const (
	connecting state = iota
	connected
	lost
)

func (m *member) setSending(on []Source) {
	m.said = on
	m.applySending()
}

// applySending switches on what the client says is on and the permit allows.
func (m *member) applySending() {
	before := m.sending
	m.sending = map[Source]bool{}
	for _, s := range m.said {
		m.sending[s] = m.may(s)
	}
	for _, src := range m.session.sources {
		if m.sending[src.kind] && !before[src.kind] {
			src.saving = saving{said: layer.First(len(src.Layers()))}
		}
	}
	m.session.switchSources()
}

// leave takes the participant out and says so.
func (m *member) leave() {
	m.room.remove(m)
	m.say(Gone{m.room.name, m.name, m.generation})
}

// check says what has changed of a participant, and ends who is gone.
func (m *member) check(now time.Time) {
	conn := m.session.conn
	silent := now.Sub(conn.Heard())
	if conn.Secure() {
		m.heard = conn.Heard()
	}
	switch {
	case silent > m.room.sfu.gone, m.tested(now):
		m.leave()
	case m.state != lost && !m.heard.IsZero() && now.Sub(m.heard) > lostAfter:
		// Also of one who joins again and again from where no media path is.
		m.state = lost
		m.say(Lost{m.room.name, m.name, m.generation})
	case m.state != connected && silent <= lostAfter && conn.Secure():
		m.state = connected
		m.tally.connected(now)
		m.say(Connected{m.room.name, m.name, m.generation})
	}
}

// tested tells that a test of the connection is over.
func (m *member) tested(now time.Time) bool {
	return !m.echoes.IsZero() && (now.After(m.echoes) || m.session.conn.Traffic().In > MaxEcho)
}

func (m *member) say(e Event) {
	m.room.sfu.events.add(about{m.room.name, m.name, m.generation, aboutPath}, e)
}

// sum says what the call of a participant was like, or is so far. A test is no
// call.
func (m *member) sum(over bool) {
	if !m.echoes.IsZero() {
		return
	}
	m.room.sfu.events.add(about{m.room.name, m.name, m.generation, aboutCall},
		Summed{m.room.name, m.name, m.generation, m.tally.call, over, m.tally.summary(m.session.now())})
}

// sayWho says who has which seat.
func (m *member) sayWho() {
	seats := make([]Sitter, len(m.session.seats))
	for i, s := range m.session.seats {
		seats[i] = s.sitter.public()
	}
	m.room.sfu.events.add(about{m.room.name, m.name, m.generation, aboutSeats},
		Seated{m.room.name, m.name, m.generation, seats})
}
