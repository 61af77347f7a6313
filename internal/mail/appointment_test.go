package mail_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/id"
	"miti/internal/outbox"
)

func TestCalendarsThatComeAlong(t *testing.T) {
	for kind, want := range map[outbox.Kind]struct{ method, status string }{
		outbox.AppointmentConfirmed: {"REQUEST", "CONFIRMED"},
		outbox.AppointmentMoved:     {"REQUEST", "CONFIRMED"},
		outbox.AppointmentCancelled: {"CANCEL", "CANCELLED"},
		outbox.AppointmentProposal:  {"CANCEL", "CANCELLED"},
	} {
		g := conversation()
		got := parts(t, composed(t, composer(t, g), letter(kind, "fr")))
		file := got["text/calendar "+want.method]
		read, err := ics.ParseCalendar(strings.NewReader(file))
		if err != nil || len(read.Events()) != 1 {
			t.Fatalf("%s: %v in %q", kind, err, got)
		}
		e := read.Events()[0]
		if e.Id() != string(kind)+"@miti" || e.GetProperty("SEQUENCE").Value != "2" || e.GetProperty("STATUS").Value != want.status {
			t.Errorf("%s: %s", kind, file)
		}
		start, err := e.GetStartAt()
		if err != nil || !start.Equal(at(9, 30).AddDate(0, 0, 6)) {
			t.Errorf("%s: it starts at %v, %v", kind, start, err)
		}
		if _, attached := parts(t, composed(t, composer(t, g), letter(outbox.AppointmentMissed, "fr")))["text/calendar REQUEST"]; attached {
			t.Error("who did not come gets a calendar")
		}
	}
}

// BK-5: every mail about an appointment says its time in the same way.
func TestEveryMailSaysTheTimeWithItsZone(t *testing.T) {
	for _, kind := range []outbox.Kind{
		outbox.AppointmentConfirmed, outbox.AppointmentMoved, outbox.AppointmentCancelled, outbox.AppointmentReminder, outbox.AppointmentProposal,
	} {
		for part, text := range parts(t, composed(t, composer(t, conversation()), letter(kind, "fr"))) {
			if !strings.HasPrefix(part, "text/calendar") && !strings.Contains(text, "lundi 7 décembre à 10\u00a0h\u00a030 (heure de Bruxelles)") {
				t.Errorf("%s, %s: %s", kind, part, text)
			}
		}
	}
}

func TestTheLinkOfAnAppointment(t *testing.T) {
	g := conversation()
	text := parts(t, composed(t, composer(t, g), letter(outbox.AppointmentReminder, "fr")))["text/plain"]
	l := g.links[0]
	secret := strings.TrimPrefix(token.FindString(text), "#r=")
	if l.Hash != id.Hash(secret) || l.Visitor != "v" || l.Opens != account.Appointment("appointment_reminder") ||
		!l.ExpiresAt.Equal(at(10, 15).AddDate(0, 0, 6).Add(booking.LinkFor)) {
		t.Errorf("link %+v", l)
	}
	if !strings.Contains(text, "/book#r="+secret+"\n") || !strings.Contains(text, "/book#r="+secret+"&check=1\n") {
		t.Errorf("the page and the device check are not both in %s", text)
	}
	g.more = func(a *booking.Appointment) { a.Kind = booking.OnSite }
	text = parts(t, composed(t, composer(t, g), letter(outbox.AppointmentReminder, "fr")))["text/plain"]
	if strings.Contains(text, "check=1") || !strings.Contains(text, "Rue des Quatre Vents 7") {
		t.Errorf("on site: %s", text)
	}
}

// BK-5: what is not so any more is not told, and a reminder that may have arrived
// is not sent again.
func TestAppointmentsThatAreNoMore(t *testing.T) {
	moved := func(a *booking.Appointment) {
		a.Start, a.End, a.Sequence = a.Start.Add(time.Hour), a.End.Add(time.Hour), 3
	}
	cancelled := func(a *booking.Appointment) { a.State, a.Sequence = booking.Cancelled, 3 }
	erased := func(a *booking.Appointment) { a.ErasedAt = at(8, 0) }
	met := func(a *booking.Appointment) { a.State = booking.Met }
	for name, more := range map[string]func(*booking.Appointment){"moved": moved, "cancelled": cancelled, "erased": erased, "met": met} {
		for _, kind := range outbox.AppointmentKinds() {
			if kind == outbox.AppointmentMissed && name == "moved" || kind == outbox.EarlierTime && name == "moved" {
				continue
			}
			g := conversation()
			g.more = more
			if _, err := composer(t, g).Compose(t.Context(), letter(kind, "fr")); !errors.Is(err, outbox.ErrUnneeded) && !(name == "met" && kind == outbox.AppointmentCancelled) {
				t.Errorf("%s, %s: %v", kind, name, err)
			}
		}
	}
	doubtful := letter(outbox.AppointmentReminder, "fr")
	doubtful.Doubtful = true
	if _, err := composer(t, conversation()).Compose(t.Context(), doubtful); !errors.Is(err, outbox.ErrUnneeded) {
		t.Errorf("a reminder that may have arrived: %v", err)
	}
}

func TestNoLetterHasWhatAStrangerWrote(t *testing.T) {
	for _, kind := range outbox.AppointmentKinds() {
		for part, text := range parts(t, composed(t, composer(t, conversation()), letter(kind, "en"))) {
			if strings.Contains(text, "onerror") || strings.Contains(text, "victim") {
				t.Errorf("%s, %s: %s", kind, part, text)
			}
		}
	}
}
