package wire

import (
	"miti/booking"
	"miti/internal/account"
	"miti/internal/meeting"
	"miti/signaling/protocol"
)

// Meeting is a meeting as whoever asked for it sees it.
func Meeting(v meeting.View) protocol.Meeting {
	m := v.Meeting
	p := protocol.Meeting{
		ID: string(m.ID), Series: string(m.Series), Centre: string(m.Centre), Zone: m.Zone, State: protocol.MeetingState(m.State),
		Titles: texts(m.Titles), Descriptions: texts(m.Descriptions), Languages: Texts(m.Languages), Start: m.Start, End: m.End,
		Capacity: m.Capacity, Taken: v.Taken, Waiting: v.Waiting, Mode: protocol.MeetingMode(m.Mode),
		Admission: protocol.Admission(m.Admission), Locked: m.Locked, Spotlight: m.Spotlight,
		KnockFrom: m.Start.Add(-booking.GuestsKnock), HostsFrom: m.Start.Add(-booking.HostsEnter),
		EndsWithoutHost: instant(m.EndsWithoutHost()), EndedAt: instant(m.EndedAt), Reason: protocol.EndReason(m.Reason),
		Hosts: each(m.Hosts, func(h booking.Host) protocol.MeetingHost {
			return protocol.MeetingHost{ID: string(h.Staff), Name: h.Name, Participant: account.Actor{Staff: h.Staff}.Participant()}
		}),
		Questions: each(m.Questions, func(q booking.Question) protocol.MeetingQuestion {
			return protocol.MeetingQuestion{Texts: texts(q.Text), Required: q.Required}
		}),
	}
	if v.Mine != nil {
		mine := MeetingRegistration(m, *v.Mine)
		mine.Place = v.Place
		p.Mine = &mine
	}
	return p
}

// texts are never nil, so that the wire has {} for none.
func texts(by map[string]string) map[string]string {
	if by == nil {
		return map[string]string{}
	}
	return by
}

// MeetingPerson is somebody who registered, as everybody in the meeting may see
// them.
func MeetingPerson(m booking.Meeting, r booking.Registration) protocol.MeetingPerson {
	p := protocol.MeetingPerson{
		ID: string(r.ID), Participant: account.Actor{Visitor: r.Visitor}.Participant(), Number: r.Number, Name: r.Name,
		State: protocol.PlaceState(r.State), OfferedUntil: instant(r.OfferedUntil), Door: protocol.Door(r.Door),
		WaitingSince: instant(r.WaitingAt), HandSince: instant(r.HandAt), RegisteredAt: r.RegisteredAt,
	}
	if r.Door == booking.DoorAdmitted {
		may := m.RightsOf(r)
		p.Speaks, p.Camera, p.Screen = may.Sound, may.Camera, may.Screen
	}
	return p
}

// MeetingRegistration is all that somebody said of themselves to register, and
// when they were there.
func MeetingRegistration(m booking.Meeting, r booking.Registration) protocol.MeetingPerson {
	p := MeetingPerson(m, r)
	p.Contact, p.Language, p.Answers = string(r.Contact), r.Language, r.Answers
	p.CameAt, p.LeftAt = instant(r.CameAt), instant(r.LeftAt)
	return p
}

// MeetingLive is a meeting as somebody who takes part in it sees it.
func MeetingLive(l meeting.Live) protocol.MeetingSnapshot {
	p := protocol.MeetingSnapshot{
		Meeting: Meeting(l.View), Hosting: l.Hosting,
		People: each(l.People, func(r booking.Registration) protocol.MeetingPerson {
			return MeetingPerson(l.Meeting, r)
		}),
		Messages: each(l.Messages, MeetingMessage),
	}
	if l.Hosting {
		p.Knock = &protocol.MeetingKnock{Waiting: l.Knock.Waiting, Burst: l.Knock.Burst}
	}
	return p
}

// MeetingMessage is something that was said in a meeting's chat.
func MeetingMessage(m meeting.Message) protocol.MeetingMessage {
	p := protocol.MeetingMessage{Number: m.Number, ID: string(m.ID), Author: string(m.Registration), Name: m.Name, At: m.At, Text: m.Text}
	if m.Staff != "" {
		p.Author, p.Host = string(m.Staff), true
	}
	return p
}

// meetingPerson is an event about somebody who registered.
func meetingPerson(e meeting.Person) protocol.MeetingPersonEvent {
	p := MeetingPerson(booking.Meeting{}, e.Registration)
	p.Speaks, p.Camera, p.Screen = e.Rights.Sound, e.Rights.Camera, e.Rights.Screen
	return protocol.MeetingPersonEvent{Person: p, Gone: e.Door != booking.DoorAdmitted && e.Door != booking.DoorWaiting}
}
