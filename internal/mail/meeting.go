package mail

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"miti/booking"
	"miti/booking/ics"
	"miti/internal/account"
	"miti/internal/fault"
	"miti/internal/invite"
	"miti/internal/outbox"
)

// meeting is what a letter about one tells of.
type meeting struct {
	booking.Meeting
	registration booking.Registration
	about        outbox.Meeting
	// method is as for an appointment.
	method ics.Method
}

// findMeeting reads what a letter tells of, as it is now.
func (w *writer) findMeeting(ctx context.Context) error {
	about, err := dataOf[outbox.Meeting](w.letter)
	if err != nil {
		return err
	}
	g, err := w.guidance.Meeting(ctx, booking.MeetingID(about.Meeting))
	if fault.CodeOf(err) == fault.NotFound {
		return outbox.ErrUnneeded
	}
	if err != nil {
		return fmt.Errorf("read meeting: %w", err)
	}
	r := g.Find(booking.RegistrationID(w.letter.About))
	if r == nil || !r.ErasedAt.IsZero() {
		return outbox.ErrUnneeded
	}
	w.meeting = &meeting{Meeting: g.Meeting, registration: *r, about: about}
	w.zone = w.sender.Zone
	if zone, err := time.LoadLocation(g.Zone); err == nil {
		w.zone = zone
	}
	until := g.End
	if now := w.now(); until.Before(now) {
		until = now
	}
	w.link = account.Link{Visitor: r.Visitor, Opens: account.Meeting(string(g.ID)), ExpiresAt: until.Add(booking.LinkFor)}
	return nil
}

// aboutMeeting is what a letter about one has to say: nothing, when it is not so
// any more.
func (w *writer) aboutMeeting(c *content) error {
	if !w.stillSo() {
		return outbox.ErrUnneeded
	}
	m := w.meeting
	c.say(w.text("text"))
	c.say(oneLine(m.In(m.Titles, w.Language)) + "\n" + w.when(m.Start))
	switch w.letter.Kind {
	case outbox.MeetingPlaceFree:
		c.say(w.text("more", "moment", w.moment(m.about.Until)))
	case outbox.MeetingAfterword:
		c.add(block{Said: &said{Who: oneLine(m.Afterword.Name), Text: m.In(m.Afterword.Texts, w.Language)}})
		c.say(w.text("more"))
	case outbox.MeetingWaiting, outbox.MeetingThanks:
		c.say(w.text("more"))
	case outbox.MeetingCancelled:
		m.method = ics.Cancel
		c.say(w.text("more"))
	default:
		if w.letter.Kind != outbox.MeetingReminder {
			m.method = ics.Request
		}
		c.say(w.T("mail.meeting.enter", "minutes", strconv.Itoa(int(booking.GuestsKnock/time.Minute))))
		c.say(w.T("mail.meeting.withdraw"))
	}
	return nil
}

// stillSo tells whether what the letter tells is as it was when it was written.
func (w *writer) stillSo() bool {
	m, now := w.meeting, w.now()
	comes := m.registration.State == booking.PlaceConfirmed && !m.IsOver() && now.Before(m.End)
	switch w.letter.Kind {
	case outbox.MeetingCancelled:
		return m.State == booking.MeetingCancelled
	case outbox.MeetingAfterword:
		return m.Afterword != nil
	case outbox.MeetingThanks:
		return m.State == booking.MeetingEnded
	case outbox.MeetingWaiting:
		return m.registration.State == booking.PlaceWaiting && !m.IsOver()
	case outbox.MeetingPlaceFree:
		return m.registration.State == booking.PlaceOffered && m.registration.OfferedUntil.Equal(m.about.Until) && now.Before(m.about.Until)
	case outbox.MeetingChanged:
		// A later letter tells what is so now.
		waits := m.registration.State == booking.PlaceWaiting || m.registration.State == booking.PlaceOffered
		return m.about.Sequence == m.Sequence && (comes || waits && !m.IsOver())
	case outbox.MeetingReminder:
		// One that may have been told already is not told again, nor of what has begun.
		return comes && !w.letter.Doubtful && m.Start.Equal(m.about.Start) && now.Before(m.Start)
	default:
		return comes
	}
}

// page is where the button of a letter leads. After a meeting that is to the
// appointments.
func (w *writer) page() string {
	switch {
	case w.appointment != nil, w.letter.Kind == outbox.MeetingThanks, w.letter.Kind == outbox.MeetingAfterword:
		return "/book"
	case w.meeting != nil:
		return "/meetings?m=" + string(w.meeting.ID)
	default:
		return "/"
	}
}

// isOfMeeting tells the kinds about a meeting.
func isOfMeeting(k outbox.Kind) bool { return slices.Contains(outbox.MeetingKinds(), k) }

// meetingCalendar is the file that comes along; nil for none.
func (w *writer) meetingCalendar(link string) []byte {
	m := w.meeting
	if m.method == "" || m.method == ics.Request && m.registration.State != booking.PlaceConfirmed {
		return nil
	}
	link, _, _ = strings.Cut(link, "#") // a calendar is shared with others
	return w.invites().Meeting(m.Meeting, invite.For{Language: w.Language, Address: string(w.letter.To)}, m.method, link, w.now())
}
