// Package invite says appointments as calendars show them, in words of the
// catalogue.
package invite

import (
	netmail "net/mail"
	"time"

	"miti/booking"
	"miti/booking/ics"
	"miti/internal/agenda"
	"miti/internal/catalogue"
)

// Type is the media type of a calendar.
const Type = "text/calendar"

// Writer writes calendars.
type Writer struct {
	Catalogue catalogue.Catalogue
	// Network is what the network of centres is called, and From who invites.
	Network string
	From    netmail.Address
	// Origin is the first public origin.
	Origin string
}

// kinds are the texts of how an appointment takes place.
var kinds = map[booking.Kind]string{
	booking.Video:  "mail.kind.video",
	booking.Audio:  "mail.kind.audio",
	booking.Phone:  "mail.kind.phone",
	booking.OnSite: "mail.kind.on_site",
}

// Kind is how an appointment takes place, in words.
func Kind(t catalogue.Texts, k booking.Kind) string { return t.T(kinds[k]) }

// Place is where to go for an appointment, or to wait.
func Place(t catalogue.Texts, v agenda.View) string {
	switch {
	case v.Kind != booking.OnSite:
		return Kind(t, v.Kind)
	case v.At.Address == "":
		return v.At.Name
	default:
		return v.At.Address
	}
}

// Appointment is the file of one appointment for its visitor, in its language.
// The link is where the page of it opens.
func (w Writer) Appointment(v agenda.View, m ics.Method, link string, now time.Time) []byte {
	t := w.Catalogue.In(v.Language)
	e := w.event(t, v, now)
	e.Summary = t.T("mail.calendar.visitor", "name", v.StaffName, "network", w.Network)
	e.Description, e.URL = t.T("mail.calendar.link", "link", link), link
	if m != ics.Publish && v.Contact.IsMail() {
		e.Organizer = ics.Person{Name: w.From.Name, Address: w.From.Address}
		// Without a name: who gives somebody else's address writes them nothing.
		e.Attendee = ics.Person{Address: string(v.Contact)}
	}
	return ics.Calendar{Method: m, Events: []ics.Event{e}}.Bytes()
}

// Agenda is the feed of a counsellor's appointments and shifts, in a language.
func (w Writer) Agenda(f agenda.Feed, now time.Time) []byte {
	t := w.Catalogue.In(f.Language)
	c := ics.Calendar{Method: ics.Publish, Name: w.Network}
	for _, s := range f.Shifts {
		at := s.Interval(f.Zone)
		c.Events = append(c.Events, ics.Event{
			UID: string(s.ID) + "@miti", Stamp: now, Start: at.From, End: at.To, Zone: f.Zone,
			Summary: t.T("mail.calendar.shift", "network", w.Network), Free: true,
		})
	}
	for _, v := range f.Appointments {
		e := w.event(t, v, now)
		who := v.Name
		if who == "" {
			who = t.T("mail.calendar.nobody")
		}
		e.Summary = t.T("mail.calendar.staff", "name", who, "kind", Kind(t, v.Kind))
		e.Description = v.Question
		c.Events = append(c.Events, e)
	}
	return c.Bytes()
}

func (w Writer) event(t catalogue.Texts, v agenda.View, now time.Time) ics.Event {
	return ics.Event{
		UID: string(v.ID) + "@miti", Sequence: v.Sequence, Stamp: now, Start: v.Start, End: v.End, Zone: v.At.Calendar().Zone(),
		Place: Place(t, v), Cancelled: v.State == booking.Cancelled || v.State == booking.Proposed,
	}
}
