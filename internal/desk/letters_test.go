package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"miti/internal/desk"
	"miti/internal/fault"
	"miti/internal/id"
	"miti/internal/outbox"
)

// letters takes what waits to be sent, as "kind address".
func (h *house) letters() string {
	h.t.Helper()
	var all []string
	for {
		lease := outbox.Lease{ID: id.New(), Now: h.clock.Now(), Until: h.clock.Now().Add(1000 * time.Hour)}
		l, ok, err := h.store.LeaseLetter(h.t.Context(), lease)
		h.must(err)
		if !ok {
			slices.Sort(all) // what is due at the same time has no order
			return strings.Join(all, ", ")
		}
		all = append(all, string(l.Kind)+" "+string(l.To))
	}
}

func TestAFollowUpTellsByMailOnce(t *testing.T) {
	h, by, ctx := newHouse(t), visitor(), t.Context()
	anna := h.counsellor("Anna", "namur")
	c := h.opens(by)
	_, err := h.LeaveMessage(ctx, by, c, "mary@example.org")
	h.must(err)
	_, err = h.LeaveMessage(ctx, by, c, "marie@example.org")
	h.must(err)
	h.sweeps(2 * time.Second)
	equal(t, "to the corrected address alone", h.letters(), "follow_up_received marie@example.org")
	m := newMessage()
	for range 2 {
		_, err = h.Post(ctx, anna, c, m, "Voici")
		h.must(err)
	}
	equal(t, "an answer may be followed by another", h.letters(), "")
	_, err = h.Post(ctx, anna, c, newMessage(), "Et voici la suite")
	h.must(err)
	h.clock.pass(29 * time.Second)
	equal(t, "the first waits no more, the second still does", h.letters(), "")
	h.clock.pass(time.Second)
	equal(t, "both answers, once", h.letters(), "follow_up_answer marie@example.org")
	_, err = h.Post(ctx, by, c, newMessage(), "Merci. Et ensuite ?")
	h.must(err)
	equal(t, "the next question", h.letters(), "follow_up_received marie@example.org")
	_, err = h.LeaveMessage(ctx, by, c, "+32 71 12 34 56")
	h.must(err)
	_, err = h.Phoned(ctx, anna, c)
	h.must(err)
	equal(t, "who is called gets no mail", h.letters(), "")
}

func TestAVisitorAsksForALetter(t *testing.T) {
	h, by, ctx := newHouse(t), visitor(), t.Context()
	anna := h.counsellor("Anna", "namur")
	c := h.talks(by, anna)
	wish := desk.Wish{Request: id.New(), Contact: "marie@example.org"}
	h.must(h.MailTranscript(ctx, by, c, wish))
	h.must(h.MailTranscript(ctx, by, c, wish))
	h.must(h.MailLink(ctx, by, c, desk.Wish{Request: id.New(), Contact: "marie@example.org"}))
	equal(t, "letters", h.letters(), "resume_link marie@example.org, transcript marie@example.org")
	h.expect(h.MailTranscript(ctx, by, c, desk.Wish{Request: id.New()}), fault.ContactRequired)
	h.expect(h.MailTranscript(ctx, by, c, desk.Wish{Request: id.New(), Contact: "+32 71 12 34 56"}), fault.BadContact)
	h.expect(h.MailTranscript(ctx, by, c, desk.Wish{Request: "1", Contact: "marie@example.org"}), fault.Malformed)
	h.expect(h.MailTranscript(ctx, anna, c, wish), fault.Forbidden)
	h.expect(h.MailLink(ctx, visitor(), c, wish), fault.NotFound)
	equal(t, "letters", h.letters(), "")
}
