package booking

import (
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/fault"
)

const (
	// HostsEnter is how long before its start the hosts may be in the room.
	HostsEnter = 2 * time.Hour
	// GuestsKnock is how long before its start the waiting room lets people in.
	GuestsKnock = 30 * time.Minute
	// burst is the quiet after which somebody who knocks is heard again.
	burst = 15 * time.Second
	// NoHostFor is how long a meeting goes on without any of its hosts.
	NoHostFor = 5 * time.Minute
	// hostKept is how long a host is taken to be in the room of whom nothing is
	// said any more, as when the node died that they were on: three times as long
	// as it takes to say it again.
	hostKept = time.Minute
	// overrun is how long after its end a meeting may go on.
	overrun = 2 * time.Hour
	// MostMessages is how many messages a meeting's chat keeps.
	MostMessages = 2000
)

// Knock brings somebody to the waiting room, or straight in where the door is
// open. Who was in may come back, also when it is locked.
func (g *Gathering) Knock(r *Registration, now time.Time) error {
	m := &g.Meeting
	switch {
	case r.Door == DoorRemoved, r.State == PlaceOffered && g.Take(r, now) != nil, r.State != PlaceConfirmed:
		return fault.New(fault.Forbidden)
	case m.IsOver(), m.State == MeetingPlanned && now.Before(m.Start.Add(-GuestsKnock)):
		return fault.New(fault.Conflict)
	case r.Door != DoorAway:
		return nil
	case m.Locked:
		return fault.New(fault.Conflict)
	case m.State == MeetingOpen && m.Admission == AtStart:
		g.admit(r)
		return nil
	}
	if now.Sub(m.KnockedAt) >= burst {
		m.Knocks++
	}
	m.KnockedAt = now
	r.Door, r.WaitingAt = DoorWaiting, now
	return nil
}

// admit lets somebody in.
func (g *Gathering) admit(r *Registration) {
	r.Door, r.WaitingAt, r.Speaks = DoorAdmitted, time.Time{}, g.Mode == Everyone
}

// InWaitingRoom counts who waits to be let in.
func (g *Gathering) InWaitingRoom() int {
	return g.count(func(r Registration) bool { return r.Door == DoorWaiting })
}

// Admit lets those in who wait: the ones that are named, or all. It opens the
// meeting.
func (g *Gathering) Admit(who []RegistrationID, now time.Time) error {
	if err := g.Open(now); err != nil {
		return err
	}
	for i := range g.Registrations {
		r := &g.Registrations[i]
		if r.Door == DoorWaiting && (len(who) == 0 || slices.Contains(who, r.ID)) {
			g.admit(r)
		}
	}
	return nil
}

// Open begins the meeting. Where the door opens at the start, all who wait come
// in.
func (g *Gathering) Open(now time.Time) error {
	m := &g.Meeting
	switch {
	case m.State == MeetingOpen:
		return nil
	case m.State != MeetingPlanned, now.Before(m.Start.Add(-HostsEnter)):
		return fault.New(fault.Conflict)
	}
	m.State, m.OpenedAt = MeetingOpen, now
	if !m.hostHere(now) {
		m.HostGoneAt = now
	}
	if m.Admission == AtStart {
		for i := range g.Registrations {
			if r := &g.Registrations[i]; r.Door == DoorWaiting {
				g.admit(r)
			}
		}
	}
	return nil
}

// Finish ends it for all. Done again it changes nothing.
func (g *Gathering) Finish(why EndReason, now time.Time) error {
	m := &g.Meeting
	switch m.State {
	case MeetingEnded:
		return nil
	case MeetingOpen:
	default:
		return fault.New(fault.Conflict)
	}
	m.State, m.EndedAt, m.Reason, m.Spotlight = MeetingEnded, now, why, ""
	for i := range g.Registrations {
		r := &g.Registrations[i]
		if r.Door == DoorAdmitted && !r.CameAt.IsZero() && r.LeftAt.IsZero() {
			r.LeftAt = now
		}
		if r.Door != DoorRemoved {
			r.Door = DoorAway
		}
		r.Speaks, r.HandAt, r.WaitingAt = false, time.Time{}, time.Time{}
	}
	return nil
}

// SetMode says who may speak unasked, from now on and anew for all: to make it
// Audience mutes everybody.
func (g *Gathering) SetMode(mode MeetingMode) error {
	if mode != Audience && mode != Everyone {
		return fault.New(fault.Malformed)
	}
	g.Mode = mode
	for i := range g.Registrations {
		if r := &g.Registrations[i]; r.Door == DoorAdmitted {
			r.Speaks = mode == Everyone
		}
	}
	return nil
}

// LetSpeak lets somebody in the room be heard, or not any more. Either answers
// their hand.
func (g *Gathering) LetSpeak(r *Registration, may bool) error {
	if r.Door != DoorAdmitted {
		return fault.New(fault.Conflict)
	}
	r.Speaks, r.HandAt = may, time.Time{}
	return nil
}

// RaiseHand puts the hand of somebody in the room up, or down.
func (g *Gathering) RaiseHand(r *Registration, up bool, now time.Time) error {
	switch {
	case r.Door != DoorAdmitted:
		return fault.New(fault.Conflict)
	case !up:
		r.HandAt = time.Time{}
	case r.HandAt.IsZero():
		r.HandAt = now
	}
	return nil
}

// Remove takes somebody out of the room, or the waiting room, and keeps them
// out.
func (g *Gathering) Remove(r *Registration, now time.Time) {
	if r.Door == DoorRemoved {
		return
	}
	if !r.CameAt.IsZero() && r.LeftAt.IsZero() {
		r.LeftAt = now
	}
	if g.Spotlight == (account.Actor{Visitor: r.Visitor}).Participant() {
		g.Spotlight = ""
	}
	r.Door = DoorRemoved
	r.Speaks, r.HandAt, r.WaitingAt = false, time.Time{}, time.Time{}
}

// NameHost makes somebody of the staff a co-host, for the meeting and its end.
// fault.Full when it has as many as can be.
func (g *Gathering) NameHost(h Host) error {
	switch {
	case g.IsOver():
		return fault.New(fault.Conflict)
	case g.IsHost(h.Staff):
		return nil
	case len(g.Hosts) >= MostHosts, g.Capacity+len(g.Hosts) >= MostSeats:
		return fault.New(fault.Full)
	}
	g.Hosts = append(slices.Clone(g.Hosts), h)
	return nil
}

// DismissHost makes a co-host one no more. The host stays: fault.Conflict.
func (g *Gathering) DismissHost(s account.StaffID) error {
	if g.IsOver() || g.Hosts[0].Staff == s {
		return fault.New(fault.Conflict)
	}
	if g.Spotlight == (account.Actor{Staff: s}).Participant() {
		g.Spotlight = ""
	}
	g.Hosts = slices.DeleteFunc(slices.Clone(g.Hosts), func(h Host) bool { return h.Staff == s })
	return nil
}

// SetSpotlight says whom everybody sees first: somebody in the room, a host, or
// nobody.
func (g *Gathering) SetSpotlight(participant string) error {
	host := slices.ContainsFunc(g.Hosts, func(h Host) bool { return account.Actor{Staff: h.Staff}.Participant() == participant })
	guest := slices.ContainsFunc(g.Registrations, func(r Registration) bool {
		return r.Door == DoorAdmitted && account.Actor{Visitor: r.Visitor}.Participant() == participant
	})
	if participant != "" && !host && !guest {
		return fault.New(fault.Conflict)
	}
	g.Spotlight = participant
	return nil
}

// Rights are what somebody may send in the room.
type Rights struct{ Sound, Camera, Screen bool }

// RightsOf are those of a guest: who may be heard may show a screen; a camera
// needs no leave where everybody talks.
func (m Meeting) RightsOf(r Registration) Rights {
	return Rights{Sound: r.Speaks, Camera: r.Speaks || m.Mode == Everyone, Screen: r.Speaks}
}

// Present notes who is in the room, as participants are named. It is to be said
// again three times within hostKept.
func (g *Gathering) Present(who []string, now time.Time) {
	m := &g.Meeting
	here := slices.ContainsFunc(m.Hosts, func(h Host) bool {
		return slices.Contains(who, account.Actor{Staff: h.Staff}.Participant())
	})
	switch {
	case here:
		m.HostSeenAt, m.HostGoneAt = now, time.Time{}
	case !m.HostSeenAt.IsZero() || m.State == MeetingOpen && m.HostGoneAt.IsZero():
		m.HostSeenAt, m.HostGoneAt = time.Time{}, now
	}
	for i := range g.Registrations {
		r := &g.Registrations[i]
		if r.Door != DoorAdmitted {
			continue
		}
		switch in := slices.Contains(who, account.Actor{Visitor: r.Visitor}.Participant()); {
		case in:
			r.LeftAt = time.Time{}
			if r.CameAt.IsZero() {
				r.CameAt = now
			}
		case !r.CameAt.IsZero() && r.LeftAt.IsZero():
			r.LeftAt = now
		}
	}
}

// Pass does what time does: offers lapse, the door opens, and what nobody holds
// any more ends.
func (g *Gathering) Pass(now time.Time) {
	m := &g.Meeting
	g.Lapse(now)
	if !m.HostSeenAt.IsZero() && !m.hostHere(now) {
		m.HostSeenAt, m.HostGoneAt = time.Time{}, now
	}
	switch {
	case m.State == MeetingPlanned && m.Admission == AtStart && m.hostHere(now) && !now.Before(m.Start):
		_ = g.Open(now) // it is planned, and its time has come
	case m.State == MeetingPlanned && !now.Before(m.End.Add(overrun)):
		m.State, m.EndedAt, m.Reason = MeetingEnded, now, NoHost // nobody ever opened it
	case m.State == MeetingOpen && !m.HostGoneAt.IsZero() && !now.Before(m.EndsWithoutHost()):
		_ = g.Finish(NoHost, now)
	case m.State == MeetingOpen && !now.Before(m.End.Add(overrun)):
		_ = g.Finish(TimeOver, now)
	}
}

// hostHere tells whether one of the hosts is in the room.
func (m Meeting) hostHere(now time.Time) bool {
	return !m.HostSeenAt.IsZero() && now.Before(m.HostSeenAt.Add(hostKept))
}

// EndsWithoutHost is when a meeting ends that none of its hosts is in; zero
// while one is.
func (m Meeting) EndsWithoutHost() time.Time {
	if m.HostGoneAt.IsZero() || m.State != MeetingOpen {
		return time.Time{}
	}
	return m.HostGoneAt.Add(NoHostFor)
}

// Due is when time does something to the meeting next, if nobody does before.
func (g *Gathering) Due() time.Time {
	if g.IsOver() {
		return time.Time{}
	}
	due := g.End.Add(overrun)
	sooner := func(t time.Time) {
		if !t.IsZero() && t.Before(due) {
			due = t
		}
	}
	if !g.HostSeenAt.IsZero() {
		sooner(g.HostSeenAt.Add(hostKept))
		if g.State == MeetingPlanned && g.Admission == AtStart {
			sooner(g.Start)
		}
	}
	sooner(g.EndsWithoutHost())
	for _, r := range g.Registrations {
		sooner(r.OfferedUntil)
	}
	return due
}
