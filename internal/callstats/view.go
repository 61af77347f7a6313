package callstats

import (
	"fmt"
	"time"

	"miti/internal/lobby"
	"miti/sfu"
)

// View is everything that the page shows, and its JSON.
type View struct {
	At           time.Time      `json:"at"`
	Participants int            `json:"participants"`
	Ways         map[string]int `json:"ways"` // participants by how their media comes
	Rooms        []Room         `json:"rooms"`
	Ended        []Ended        `json:"ended"`
	EndedUnread  bool           `json:"endedUnread,omitempty"` // the database did not say
}

// Room is one call.
type Room struct {
	ID           string        `json:"id"`
	Spotlight    string        `json:"spotlight,omitempty"`
	Participants []Participant `json:"participants"`
}

// Participant is one connection: shares of packets from 0 to 1, times in
// milliseconds, rates in bits a second.
type Participant struct {
	ID          string   `json:"id"`
	Generation  uint64   `json:"generation"`
	Way         string   `json:"way"`
	Word        string   `json:"word"` // empty before the first measurement
	Seconds     int      `json:"seconds"`
	State       string   `json:"state"`            // connected, held, outside or away
	Barred      []string `json:"barred,omitempty"` // sources that are not passed on
	Speaking    bool     `json:"speaking"`
	BitsUp      int      `json:"bitsUp"`
	BitsDown    int      `json:"bitsDown"`
	Estimate    int      `json:"estimate"`
	LossUp      float64  `json:"lossUp"`
	LossDown    float64  `json:"lossDown"`
	RoundTrip   int64    `json:"roundTripMs"`
	Jitter      int64    `json:"jitterMs"`
	Connecting  int64    `json:"connectingMs"`
	Freezes     int      `json:"freezes"`
	FrozenMs    int64    `json:"frozenMs"`
	ConcealedMs int64    `json:"concealedMs"`
	Reconnects  int      `json:"reconnects"`
	Sources     []Source `json:"sources"`
	Seats       []Seat   `json:"seats"`
	Past        []Moment `json:"past"` // one each two seconds, the oldest first
}

// Source is what a participant sends.
type Source struct {
	Name   string `json:"name"`
	On     bool   `json:"on"`
	Bits   []int  `json:"bits"`   // of each layer, the smallest first
	Wanted []int  `json:"wanted"` // layers that somebody has a use for; the smallest is 0
}

// Seat is what a participant is shown.
type Seat struct {
	Participant string `json:"participant"`
	Screen      bool   `json:"screen,omitempty"`
	Layer       int    `json:"layer"` // -1 for no picture
}

// Moment is one of the last measurements.
type Moment struct {
	Word      string  `json:"word"`
	LossUp    float64 `json:"lossUp"`
	LossDown  float64 `json:"lossDown"`
	RoundTrip int64   `json:"roundTripMs"`
	BitsUp    int     `json:"bitsUp"`
	BitsDown  int     `json:"bitsDown"`
}

// Ended is a call that is over, of one participant.
type Ended struct {
	Key     string        `json:"-"` // the same on each look
	Room    string        `json:"room"`
	Staff   bool          `json:"staff"`
	At      time.Time     `json:"at"`
	Cut     bool          `json:"cut,omitempty"` // its node died; At is when that last said anything
	Figures lobby.Figures `json:"figures"`
}

func viewOf(now time.Time, rooms []sfu.Inspected, ended []lobby.Call) View {
	v := View{At: now, Ways: map[string]int{}, Rooms: []Room{}, Ended: []Ended{}}
	for _, r := range rooms {
		room := Room{ID: r.Room, Spotlight: r.Spotlight}
		for _, p := range r.Participants {
			one := participantOf(p)
			v.Participants++
			v.Ways[one.Way]++
			room.Participants = append(room.Participants, one)
		}
		v.Rooms = append(v.Rooms, room)
	}
	alike := map[string]int{} // of a room, those who left at once
	for _, c := range ended {
		key := fmt.Sprintf("%s-%d", c.Room, c.EndedAt.UnixMicro())
		alike[key]++
		key = fmt.Sprintf("%s-%d", key, alike[key])
		v.Ended = append(v.Ended, Ended{Key: key, Room: c.Room, Staff: c.Staff, At: c.EndedAt, Cut: !c.Over, Figures: c.Figures})
	}
	return v
}

func participantOf(p sfu.InspectedOne) Participant {
	one := Participant{
		ID: p.Participant, Generation: p.Generation, Way: string(p.SoFar.Way), Word: string(p.Last.Word),
		Seconds: int(p.SoFar.Lasted.Seconds()), State: stateOf(p), Speaking: p.Speaking,
		BitsUp: p.Last.BitsUp, BitsDown: p.Last.BitsDown, Estimate: p.Last.Estimate,
		LossUp: p.Last.LossUp, LossDown: p.Last.LossDown,
		RoundTrip: p.Last.RoundTrip.Milliseconds(), Jitter: p.Last.Jitter.Milliseconds(),
		Connecting: p.SoFar.Connecting.Milliseconds(), Reconnects: p.SoFar.Reconnects,
		Freezes: p.SoFar.Seen.Freezes, FrozenMs: p.SoFar.Seen.Frozen.Milliseconds(), ConcealedMs: p.SoFar.Seen.Concealed.Milliseconds(),
		Sources: []Source{}, Seats: []Seat{}, Past: []Moment{},
	}
	for _, b := range p.Permit.Barred {
		one.Barred = append(one.Barred, string(b))
	}
	for _, s := range p.Sending {
		one.Sources = append(one.Sources, Source{Name: string(s.Source), On: s.On, Bits: s.Bits, Wanted: s.Wanted})
	}
	for _, s := range p.Seats {
		one.Seats = append(one.Seats, Seat{Participant: s.Sitter.Participant, Screen: s.Sitter.Screen, Layer: s.Layer})
	}
	for _, m := range p.Past {
		one.Past = append(one.Past, Moment{
			Word: string(m.Word), LossUp: m.LossUp, LossDown: m.LossDown, RoundTrip: m.RoundTrip.Milliseconds(),
			BitsUp: m.BitsUp, BitsDown: m.BitsDown,
		})
	}
	return one
}

func stateOf(p sfu.InspectedOne) string {
	switch {
	case !p.Connected:
		return "away"
	case p.Permit.Outside:
		return "outside"
	case p.Held:
		return "held"
	}
	return "connected"
}
