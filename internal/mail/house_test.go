package mail_test

import (
	"context"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/agenda"
	"miti/internal/calendar"
	"miti/internal/catalogue"
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/fault"
	"miti/internal/id"
	miti "miti/internal/mail"
	"miti/internal/outbox"
	"miti/internal/roster"
	"miti/static"
)

// hostile is what somebody enters who means no good: a script, a header, a
// line that no editor shows, and characters that fill more than one place.
const hostile = "<img src=x onerror=alert(1)>\r\nBcc: all@victim.example\u2028-- \n> 👩‍👩‍👧 {network}"

// guidance has one conversation, and keeps the links that mails carry.
type guidance struct {
	history desk.History
	links   []account.Link
	more    func(*booking.Appointment)
	swap    func(*roster.Shift)
}

func (g *guidance) History(_ context.Context, c chat.ID) (desk.History, error) {
	if c != g.history.ID {
		return desk.History{}, fault.New(fault.NotFound)
	}
	return g.history, nil
}

func (g *guidance) Centres(context.Context) ([]centre.Centre, error) {
	return []centre.Centre{{ID: "namur", Zone: "Europe/Brussels"}}, nil
}

func (g *guidance) SaveLink(_ context.Context, l account.Link) error {
	g.links = append(g.links, l)
	return nil
}

// Appointment has one for each kind of letter, in the state that it tells of;
// more changes it.
func (g *guidance) Appointment(_ context.Context, a booking.ID) (booking.Appointment, error) {
	found := booking.Appointment{
		ID: a, Visitor: "v", Staff: "amelie", Centre: "namur", Kind: booking.Video, Language: "fr", State: booking.Booked,
		Start: at(9, 30).AddDate(0, 0, 6), End: at(10, 15).AddDate(0, 0, 6), Name: hostile, Contact: "anna@mail.example", Question: hostile,
		Sequence: 2,
	}
	switch outbox.Kind(a) {
	case outbox.AppointmentCancelled:
		found.State, found.Kind = booking.Cancelled, booking.OnSite
	case outbox.AppointmentMissed:
		found.State = booking.Missed
	case outbox.AppointmentProposal:
		found.State = booking.Proposed
	case outbox.EarlierTime:
		found.Earlier = true
	case outbox.AppointmentConfirmed, outbox.AppointmentMoved, outbox.AppointmentReminder:
	default:
		return booking.Appointment{}, fault.New(fault.NotFound)
	}
	if g.more != nil {
		g.more(&found)
	}
	return found, nil
}

func (g *guidance) Offered(context.Context, booking.OfferID) ([]booking.Appointment, error) {
	var all []booking.Appointment
	for day := range 3 {
		all = append(all, booking.Appointment{
			Staff: "bram", State: booking.Held, HeldUntil: at(12, 0).AddDate(0, 0, 2), Start: at(13, 0).AddDate(0, 0, 7+day),
		})
	}
	return all, nil
}

// Meeting has the registration of each kind of letter, in the state that it
// tells of.
func (g *guidance) Meeting(_ context.Context, m booking.MeetingID) (booking.Gathering, error) {
	found := booking.Gathering{Meeting: booking.Meeting{
		ID: m, Zone: "Europe/Brussels", State: booking.MeetingPlanned, Sequence: 2, Plan: booking.Plan{
			Centre: "namur", Languages: []string{"fr"}, Titles: map[string]string{"fr": "Un CV qui parle de vous"},
			Start: at(9, 0).AddDate(0, 0, 7), End: at(10, 30).AddDate(0, 0, 7),
		},
	}}
	for _, k := range outbox.MeetingKinds() {
		found.Registrations = append(found.Registrations, booking.Registration{
			ID: booking.RegistrationID(k), Visitor: "v", Name: hostile, State: booking.PlaceConfirmed, Seat: 1,
		})
	}
	waits, offered := found.Find("meeting_waiting"), found.Find("meeting_place_free")
	waits.State = booking.PlaceWaiting
	offered.State, offered.OfferedUntil = booking.PlaceOffered, at(12, 0).AddDate(0, 0, 1)
	switch m {
	case "cancelled":
		found.State = booking.MeetingCancelled
	case "ended":
		found.State = booking.MeetingEnded
		found.Afterword = &booking.Afterword{Name: "Amélie", Texts: map[string]string{
			"fr": "Les documents :\nhttps://example.org/cv\n\nÀ bientôt !", "de": "Die Unterlagen:\nhttps://example.org/cv",
		}}
	}
	return found, nil
}

func (g *guidance) Network(context.Context) (agenda.Network, error) {
	return agenda.Network{
		Centres: []centre.Centre{{ID: "namur", Name: "Namur", Zone: "Europe/Brussels", Address: "Rue des Quatre Vents 7, 5000 Namur"}},
		Staff:   []account.Staff{{ID: "amelie", Name: "Amélie"}, {ID: "bram", Name: "Bram"}},
	}, nil
}

// Shift is one of Amélie's, whom Bram is asked to take it from.
func (g *guidance) Shift(_ context.Context, s roster.ShiftID) (roster.Shift, error) {
	if s != asked.ID {
		return roster.Shift{}, fault.New(fault.NotFound)
	}
	found := asked
	if g.swap != nil {
		g.swap(&found)
	}
	return found, nil
}

var asked = roster.Shift{
	ID: "asked", Staff: "amelie", Date: calendar.Date{Year: 2026, Month: time.December, Day: 8},
	Hours: calendar.Hours{From: 9 * 60, To: 12 * 60}, Swap: &roster.Swap{To: "bram"},
}

func at(hour, minute int) time.Time {
	return time.Date(2026, time.December, 1, hour, minute, 0, 0, time.UTC)
}

// conversation is one with everything in it that a mail may tell.
func conversation() *guidance {
	g := &guidance{}
	c := &g.history.Conversation
	c.ID, c.Visitor, c.Centre, c.Name, c.Language = "c", "v", "namur", hostile, "fr"
	message := func(m chat.Message) {
		m.Conversation, m.Number = c.ID, uint64(len(g.history.Messages)+1)
		m.At = at(9, int(m.Number))
		g.history.Messages = append(g.history.Messages, m)
	}
	message(chat.Message{Author: chat.ByVisitor, Name: hostile, Text: hostile})
	message(chat.Message{Author: chat.BySystem, Line: &chat.Line{Kind: chat.LineTaken, Name: "Amélie"}})
	message(chat.Message{Author: chat.ByStaff, Name: "Amélie", Text: "Bonjour,\n\nvoici <b>deux</b> pistes : https://example.org/a?b=1&c=2"})
	message(chat.Message{Author: chat.BySystem, Line: &chat.Line{Kind: "interview_missed", Mode: "video"}})
	message(chat.Message{Author: chat.BySystem, Line: &chat.Line{Kind: "interview_ended", Mode: "audio", Seconds: 754}})
	message(chat.Message{Author: chat.ByStaff, Name: hostile, Text: hostile})
	message(chat.Message{Author: chat.BySystem, Line: &chat.Line{Kind: chat.LineClosed}})
	return g
}

func composer(t *testing.T, g miti.Guidance) *miti.Composer {
	t.Helper()
	texts, err := catalogue.Read(static.Catalogue(), centre.Languages()...)
	if err != nil {
		t.Fatal(err)
	}
	c, err := miti.NewComposer(g, texts, miti.Sender{
		Network: "Cap Avenir", Origin: "https://miti.example.org", Zone: time.UTC,
		From: mail.Address{Name: "Cap Avenir", Address: "orientation@miti.example.org"},
	}, func() time.Time { return at(12, 0) })
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// letter is one of each kind, with an id of its own that is always the same.
func letter(k outbox.Kind, language string) outbox.Letter {
	e := outbox.Envelope{About: "c", To: "anna@mail.example", Language: language, Now: at(12, 0)}
	if slices.Contains(outbox.AppointmentKinds(), k) {
		e.About = string(k)
	}
	of := outbox.Meeting{Meeting: "planned", Sequence: 2, Start: at(9, 0).AddDate(0, 0, 7), Hours: 24, Until: at(12, 0).AddDate(0, 0, 1)}
	if slices.Contains(outbox.MeetingKinds(), k) {
		e.About = string(k)
	}
	if k == outbox.ShiftAsked {
		e.About = string(asked.ID)
	}
	cancelled, ended := of, of
	cancelled.Meeting, ended.Meeting = "cancelled", "ended"
	change := outbox.Change{Sequence: 2}
	l := map[outbox.Kind]outbox.Letter{
		outbox.AppointmentConfirmed: e.AppointmentConfirmed(change),
		outbox.AppointmentMoved:     e.AppointmentMoved(change),
		outbox.AppointmentCancelled: e.AppointmentCancelled(change),
		outbox.AppointmentProposal:  e.AppointmentProposal(change),
		outbox.AppointmentMissed:    e.AppointmentMissed(),
		outbox.AppointmentReminder:  e.AppointmentReminder(outbox.Reminder{Start: at(9, 30).AddDate(0, 0, 6), Hours: 24}, at(9, 30).AddDate(0, 0, 5)),
		outbox.EarlierTime:          e.EarlierTime(outbox.Earlier{Start: at(9, 30).AddDate(0, 0, 2)}),
		outbox.MeetingRegistered:    e.OfMeeting(outbox.MeetingRegistered, of),
		outbox.MeetingWaiting:       e.OfMeeting(outbox.MeetingWaiting, of),
		outbox.MeetingPlaceFree:     e.MeetingPlaceFree(of),
		outbox.MeetingReminder:      e.MeetingReminder(of, at(9, 0).AddDate(0, 0, 6)),
		outbox.MeetingChanged:       e.MeetingChanged(of),
		outbox.MeetingCancelled:     e.OfMeeting(outbox.MeetingCancelled, cancelled),
		outbox.MeetingThanks:        e.MeetingThanks(ended, at(13, 0)),
		outbox.MeetingAfterword:     e.OfMeeting(outbox.MeetingAfterword, ended),
		outbox.FollowUpReceived:     e.FollowUpReceived(1, at(9, 30).AddDate(0, 0, 2)),
		outbox.FollowUpAnswer:       e.FollowUpAnswer(3),
		outbox.Transcript:           e.Transcript("r"),
		outbox.ResumeLink:           e.ResumeLink("r"),
		outbox.ShiftAsked:           e.ShiftAsked(outbox.Colleague{Staff: "bram"}),
	}[k]
	l.ID = strings.Repeat("a", id.Length)
	return l
}

// composed is the mail as it travels.
func composed(t *testing.T, c *miti.Composer, l outbox.Letter) string {
	t.Helper()
	m, err := c.Compose(t.Context(), l)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if _, err := m.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
