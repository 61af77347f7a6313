package invite

import (
	"time"

	"miti/booking"
	"miti/booking/ics"
)

// For is whom a calendar file is for: in which language, and, where it invites,
// at which address.
type For struct{ Language, Address string }

// Meeting is the file of a group meeting. The link is where its page opens.
func (w Writer) Meeting(m booking.Meeting, to For, method ics.Method, link string, now time.Time) []byte {
	zone, err := time.LoadLocation(m.Zone)
	if err != nil {
		zone = time.UTC
	}
	t := w.Catalogue.In(to.Language)
	e := ics.Event{
		UID: string(m.ID) + "@miti", Sequence: m.Sequence, Stamp: now, Start: m.Start, End: m.End, Zone: zone,
		Summary: t.T("mail.calendar.meeting", "title", m.In(m.Titles, to.Language), "network", w.Network), Description: m.In(m.Descriptions, to.Language),
		Place: Kind(t, booking.Video), URL: link, Cancelled: m.State == booking.MeetingCancelled,
	}
	if method != ics.Publish && to.Address != "" {
		e.Organizer = ics.Person{Name: w.From.Name, Address: w.From.Address}
		e.Attendee = ics.Person{Address: to.Address}
	}
	return ics.Calendar{Method: method, Events: []ics.Event{e}}.Bytes()
}
