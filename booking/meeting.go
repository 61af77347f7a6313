package booking

import (
	"maps"
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/fault"
	"miti/internal/id"
	"miti/internal/text"
)

// MeetingID names a meeting; a client made it, or the series. It is also the
// name of its room, and part of its UID in calendars, for life.
type MeetingID string

// MeetingState is where a meeting is.
type MeetingState string

// The states: planned → open → ended, or cancelled before.
const (
	MeetingPlanned   MeetingState = "planned"
	MeetingOpen      MeetingState = "open"
	MeetingEnded     MeetingState = "ended"
	MeetingCancelled MeetingState = "cancelled"
)

// MeetingMode is who may speak without being asked to.
type MeetingMode string

// The modes.
const (
	Audience MeetingMode = "audience" // the hosts, and whom they let
	Everyone MeetingMode = "everyone"
)

// Admission is who opens the door of the waiting room.
type Admission string

// The admissions.
const (
	ByHand  Admission = "by_hand"
	AtStart Admission = "at_start" // when it begins, for all who wait, and for all who come later
)

// EndReason is why a meeting is over.
type EndReason string

// The reasons.
const (
	EndedByHost EndReason = "host"
	NoHost      EndReason = "no_host" // none of the hosts came back in time
	TimeOver    EndReason = "time"
)

// The limits.
const (
	MostSeats     = 60 // of a room, with the hosts
	MostHosts     = 4
	MostQuestions = 10
	MostWaiting   = 200 // on the waiting list
	maxTitle      = 120
	maxText       = 4000
	maxQuestion   = 300
	longest       = 8 * time.Hour
	shortest      = 10 * time.Minute
)

// Host is one of the people who hold a meeting. The first one is the host, the
// others are co-hosts; they may all do the same.
type Host struct {
	Staff account.StaffID
	Name  string
}

// Question is what is asked of those who register. Its number in the meeting
// names it.
type Question struct {
	Text     map[string]string // by language
	Required bool
}

// Plan is what a meeting is, as who holds it says.
type Plan struct {
	Centre       centre.ID
	Hosts        []Host
	Titles       map[string]string // by language: those in which it can be looked for
	Descriptions map[string]string
	// Languages are those that it is held in (ISO 639-1).
	Languages  []string
	Start, End time.Time
	Capacity   int
	Mode       MeetingMode
	Admission  Admission
	Questions  []Question
}

// Meeting is one that is planned, goes on or is over.
type Meeting struct {
	ID MeetingID
	Plan
	// Series is what the first meeting of its series is called, "" for a single
	// one, and Date the day that it gave this one, wherever it was moved.
	Series MeetingID
	Date   calendar.Date
	// Apart is one of a series that was put at another time by itself. It stays
	// there when the others move.
	Apart bool
	Zone  string // of its centre
	State MeetingState
	// Sequence counts the changes that calendars must hear of.
	Sequence  int
	CreatedAt time.Time
	OpenedAt  time.Time
	EndedAt   time.Time
	Reason    EndReason
	Locked    bool
	// Spotlight is the participant whom everybody sees first, "" for nobody.
	Spotlight string
	// Knocks counts the bursts in which people came to the waiting room.
	Knocks    int
	KnockedAt time.Time
	// HostSeenAt is when one of the hosts was last known to be in the room, zero
	// while none is; then HostGoneAt is since when.
	HostSeenAt time.Time
	HostGoneAt time.Time
	// Afterword is what was written afterwards to those who registered, nil for
	// nothing yet.
	Afterword *Afterword
}

// NewMeeting is a meeting as planned.
func NewMeeting(m MeetingID, p Plan, now time.Time) (Meeting, error) {
	if !id.Valid(string(m)) {
		return Meeting{}, fault.New(fault.Malformed)
	}
	p, err := p.clean()
	if err != nil {
		return Meeting{}, err
	}
	if !p.Start.After(now) {
		return Meeting{}, fault.New(fault.Conflict) // nobody could come
	}
	return Meeting{ID: m, Plan: p, State: MeetingPlanned, CreatedAt: now}, nil
}

// clean makes texts such that every store can hold them, and is fault.Malformed
// or fault.TooLarge for what cannot be.
func (p Plan) clean() (Plan, error) {
	p.Start, p.End = p.Start.UTC().Truncate(time.Minute), p.End.UTC().Truncate(time.Minute)
	length := p.End.Sub(p.Start)
	switch {
	case p.Centre == "", len(p.Hosts) == 0, len(p.Hosts) > MostHosts, len(p.Questions) > MostQuestions,
		p.Capacity < 1, p.Capacity+len(p.Hosts) > MostSeats, length < shortest, length > longest,
		p.Mode != Audience && p.Mode != Everyone, p.Admission != ByHand && p.Admission != AtStart,
		len(p.Languages) == 0, !known(slices.Values(p.Languages)), len(p.Titles) == 0, twice(p.Hosts):
		return p, fault.New(fault.Malformed)
	}
	var err error
	if p.Titles, err = cleanTexts(p.Titles, maxTitle, text.Line); err != nil {
		return p, err
	}
	if p.Descriptions, err = cleanTexts(p.Descriptions, maxText, text.Block); err != nil {
		return p, err
	}
	p.Questions = slices.Clone(p.Questions)
	for i := range p.Questions {
		if p.Questions[i].Text, err = cleanTexts(p.Questions[i].Text, maxQuestion, text.Line); err != nil {
			return p, err
		}
		if len(p.Questions[i].Text) == 0 {
			return p, fault.New(fault.Malformed)
		}
	}
	return p, nil
}

func twice(hosts []Host) bool {
	seen := map[account.StaffID]bool{}
	for _, h := range hosts {
		if seen[h.Staff] {
			return true
		}
		seen[h.Staff] = true
	}
	return false
}

func known(languages func(func(string) bool)) bool {
	for l := range languages {
		if !slices.Contains(centre.Languages(), l) {
			return false
		}
	}
	return true
}

// cleanTexts cleans a text in several languages; one that is empty is left out.
func cleanTexts(given map[string]string, most int, clean func(string, int) (string, error)) (map[string]string, error) {
	if !known(maps.Keys(given)) {
		return nil, fault.New(fault.Malformed)
	}
	cleaned := map[string]string{}
	for language, said := range given {
		said, err := clean(said, most)
		if err != nil {
			return nil, err
		}
		if said != "" {
			cleaned[language] = said
		}
	}
	return cleaned, nil
}

// In is a text in a language, or else in the first of the meeting's own that it
// has.
func (m Meeting) In(texts map[string]string, language string) string {
	for _, l := range append(append([]string{language}, m.Languages...), centre.Languages()...) {
		if said := texts[l]; said != "" {
			return said
		}
	}
	return ""
}

// IsHost tells whether somebody holds the meeting.
func (m Meeting) IsHost(s account.StaffID) bool {
	return s != "" && slices.ContainsFunc(m.Hosts, func(h Host) bool { return h.Staff == s })
}

// IsOver tells whether nothing more can happen in it.
func (m Meeting) IsOver() bool { return m.State == MeetingEnded || m.State == MeetingCancelled }

// Edit plans a meeting anew. It reports whether those who come must hear of it:
// it is at another time. One that has begun keeps its time.
func (g *Gathering) Edit(p Plan, now time.Time) (moved bool, err error) {
	p, err = p.clean()
	m := &g.Meeting
	if err != nil {
		return false, err
	}
	moved = !p.Start.Equal(m.Start) || !p.End.Equal(m.End)
	switch {
	case m.IsOver(), moved && (m.State != MeetingPlanned || !p.Start.After(now)):
		return false, fault.New(fault.Conflict)
	case p.Centre != m.Centre:
		return false, fault.New(fault.Malformed)
	}
	if moved || !maps.Equal(p.Titles, m.Titles) || !maps.Equal(p.Descriptions, m.Descriptions) {
		m.Sequence++
	}
	m.Plan, m.Apart = p, m.Apart || moved && m.Series != ""
	g.fill(now)
	return moved, nil
}

// EditAlong is Edit for one whose series goes along with it, or which goes along
// with its series.
func (g *Gathering) EditAlong(p Plan, now time.Time) error {
	apart := g.Apart
	moved, err := g.Edit(p, now)
	g.Apart = apart && !moved
	return err
}

// Cancel calls a meeting off that has not begun. Done again it changes nothing.
func (g *Gathering) Cancel() error {
	switch m := &g.Meeting; m.State {
	case MeetingCancelled:
	case MeetingPlanned:
		m.State = MeetingCancelled
		m.Sequence++
	default:
		return fault.New(fault.Conflict)
	}
	return nil
}
