package desk

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/interview"
	"miti/internal/presence"
)

const (
	// recentFor is how long one look serves those who only want to know who is
	// there: many ask, and Sweep looks each second.
	recentFor = time.Second
	// liveWithin bounds how long a look waits for the live store.
	liveWithin = time.Second
)

// A floor is the whole network at one moment: who waits, who talks to whom and
// who is there. It is a value; nothing that is asked of it does I/O.
type floor struct {
	at      time.Time
	centres []centre.Centre
	open    []Case
	people  []counsellor
	// known is false when the live store could not be asked.
	known bool
	// left are the follow-ups, once Sweep has looked at them.
	left []Case
	here map[presence.Who]bool
}

// A counsellor is somebody on the floor.
type counsellor struct {
	account.Staff
	heard  presence.Heard
	chats  int
	inCall bool
}

// look sees the floor as it is now.
func (d *Desk) look(ctx context.Context) (*floor, error) {
	f := &floor{at: d.clock()}
	var staff []account.Staff
	var err, errs error
	f.centres, err = d.store.Centres(ctx)
	errs = errors.Join(errs, err)
	f.open, err = d.store.Open(ctx)
	errs = errors.Join(errs, err)
	staff, err = d.store.AllStaff(ctx)
	if errs = errors.Join(errs, err); errs != nil {
		return nil, errs
	}
	if err := d.listen(ctx, f, staff); err != nil {
		return nil, err
	}
	for _, s := range staff {
		f.people = append(f.people, f.counsellor(s))
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.recent == nil || !f.at.Before(d.recent.at) {
		d.recent = f
	}
	return f, nil
}

// glance is a look that may be a moment old.
func (d *Desk) glance(ctx context.Context) (*floor, error) {
	d.mu.Lock()
	f := d.recent
	d.mu.Unlock()
	if f != nil && d.clock().Sub(f.at) < recentFor {
		return f, nil
	}
	return d.look(ctx)
}

// listen asks who is heard. When the live store does not answer, nothing is
// known of anybody.
func (d *Desk) listen(ctx context.Context, f *floor, staff []account.Staff) error {
	ask := make([]presence.Who, 0, len(staff))
	for _, s := range staff {
		ask = append(ask, presence.Staff(s.ID))
	}
	for _, c := range f.open {
		ask = append(ask, presence.Visitor(c.Visitor))
	}
	for _, i := range f.live() {
		ask = append(ask, presence.Room(string(i.ID)))
	}
	short, cancel := context.WithTimeout(ctx, liveWithin)
	defer cancel()
	here, err := d.live.Here(short, ask)
	if ctx.Err() != nil {
		return ctx.Err() // the caller has gone, and that says nothing about presence
	}
	f.here, f.known = here, err == nil
	return nil
}

// live are the interviews that are live.
func (f *floor) live() []interview.Interview {
	var live []interview.Interview
	for _, c := range f.open {
		if i := c.ongoing(); i != nil && i.State == interview.Live {
			live = append(live, *i)
		}
	}
	return live
}

func (f *floor) counsellor(s account.Staff) counsellor {
	p := counsellor{Staff: s, heard: f.heard(s.ID)}
	for _, c := range f.open {
		if c.State != chat.Active || c.Counsellor.ID != s.ID {
			continue
		}
		p.chats++
		if i := c.ongoing(); i != nil && i.State == interview.Live {
			p.inCall = true
		}
	}
	return p
}

func (f *floor) heard(id account.StaffID) presence.Heard {
	switch {
	case !f.known:
		return presence.NotKnown
	case f.here[presence.Staff(id)]:
		return presence.Alive
	default:
		return presence.Silent
	}
}

// seen is what others see of them.
func (p counsellor) seen() account.Presence { return presence.Seen(p.Declared, p.heard, p.inCall) }

// isFree tells that they could take a new chat now.
func (p counsellor) isFree() bool { return p.seen() == account.Available && p.chats < p.Capacity }

// isOnDuty tells that they are there for visitors, be it after the one they
// are busy with.
func (p counsellor) isOnDuty() bool {
	return p.heard == presence.Alive && p.Declared == account.Available
}

// serves tells whether somebody on duty could take the conversation.
func (f *floor) serves(c chat.Conversation) bool {
	return slices.ContainsFunc(f.people, func(p counsellor) bool {
		return p.isOnDuty() && chat.MayServe(p.Staff, c)
	})
}

// misses tells that a conversation's visitor is not heard.
func (f *floor) misses(c chat.Conversation) bool {
	return f.known && !f.here[presence.Visitor(c.Visitor)]
}

// waiting are the conversations that wait, in the order of the queue.
func (f *floor) waiting() []chat.Conversation {
	var waiting []chat.Conversation
	for _, c := range f.open {
		if c.State == chat.Waiting {
			waiting = append(waiting, c.Conversation)
		}
	}
	slices.SortFunc(waiting, chat.InOrder)
	return waiting
}

// place is a waiting conversation's place among those that wait, with the range
// that recent waits make likely: as long as somebody is there at all.
func (f *floor) place(c chat.Conversation, waiting []chat.Conversation, waits []chat.Wait) Place {
	p := Place{Conversation: c.ID, Served: f.serves(c), Exhausted: !c.Offer.ExhaustedAt.IsZero()}
	var staff []account.Staff
	for _, one := range f.people {
		if one.isOnDuty() || !p.Served {
			staff = append(staff, one.Staff)
		}
	}
	p.Position = chat.Position(c, waiting, staff)
	if p.Served {
		p.From, p.To = chat.Estimate(c, waits, staff)
	}
	return p
}

// availability is what anyone may know.
func (f *floor) availability() Availability {
	a := Availability{
		Open: centre.AnyOpen(f.centres, f.at), AnswerBy: centre.AnswerBy(f.centres, f.at).UTC(),
		Known: f.known, Waiting: len(f.waiting()),
	}
	if !a.Open {
		a.OpensAt = centre.NextOpening(f.centres, f.at).UTC()
		a.Reason = f.closedBecause()
	}
	if !a.Open && len(f.closedEarly()) > 0 {
		return a // who is still there is there for those who came before
	}
	for _, p := range f.people {
		if p.isFree() {
			a.Counsellors++
			a.Served = append(a.Served, p.served()...)
		}
	}
	a.Served = byLanguage(a.Served)
	return a
}

func (p counsellor) served() []Served {
	var all []Served
	for _, language := range p.Languages {
		all = append(all, Served{Language: language, Topics: p.Topics})
	}
	return all
}

// byLanguage has each language once, in order, with all of its topics.
func byLanguage(all []Served) []Served {
	topics := map[string][]centre.TopicID{}
	for _, s := range all {
		topics[s.Language] = append(topics[s.Language], s.Topics...)
	}
	var merged []Served
	for _, language := range slices.Sorted(maps.Keys(topics)) {
		merged = append(merged, Served{Language: language, Topics: set(topics[language])})
	}
	return merged
}

func set[T ~string](all []T) []T {
	slices.Sort(all)
	return slices.Compact(all)
}

// colleagues is everybody as other staff see them.
func (f *floor) colleagues() []Colleague {
	all := make([]Colleague, 0, len(f.people))
	for _, p := range f.people {
		all = append(all, Colleague{Staff: p.Staff, Presence: p.seen(), Chats: p.chats, InCall: p.inCall})
	}
	return all
}

// centreFor is the centre that a postcode belongs to, if that centre can keep
// the promise: for a chat, somebody of it who could serve it is on duty; for a
// message, somebody of it is one for the topic and language. Otherwise the
// conversation is anybody's.
func (f *floor) centreFor(postcode int, c chat.Conversation, leave bool) centre.ID {
	home, ok := centre.ForPostcode(f.centres, postcode)
	if !ok {
		return ""
	}
	c.Centre = home.ID
	if !slices.ContainsFunc(f.people, func(p counsellor) bool {
		return chat.MayServe(p.Staff, c) && (leave || p.isOnDuty())
	}) {
		return ""
	}
	return home.ID
}

// due is by when a question that comes in now must have been answered: by the
// calendar of its centre, or of the network when it has none.
func (f *floor) due(of centre.ID) time.Time { return centre.AnswerBy(f.calendarOf(of), f.at).UTC() }

// calendarOf are the centres whose hours count for a question of a centre: its
// own, or all when it has none.
func (f *floor) calendarOf(of centre.ID) []centre.Centre {
	if i := slices.IndexFunc(f.centres, func(c centre.Centre) bool { return c.ID == of }); i >= 0 {
		return f.centres[i : i+1]
	}
	return f.centres
}

// isOpen tells that it is within the hours of a centre, or of the network.
func (f *floor) isOpen(of centre.ID) bool { return centre.AnyOpen(f.calendarOf(of), f.at) }
