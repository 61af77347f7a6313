package serve_test

import (
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/id"
	"miti/signaling/protocol"
)

func (s *scene) theConversation() account.Thing { return account.Conversation(s.conversation) }
func (s *scene) theAppointment() account.Thing  { return account.Appointment(s.appointment) }
func (s *scene) theMeeting() account.Thing      { return account.Meeting(s.meeting) }

// follows is a fresh browser in which a private link of the scene's visitor was
// opened.
func (s *scene) follows(opens account.Thing) *browser {
	s.t.Helper()
	b := s.place.browser(s.t)
	b.as = "link"
	b.want(ok, "POST", "/api/resume", map[string]string{"token": s.link(opens)})
	return b
}

// link makes a private link of the scene's visitor, and is its token.
func (s *scene) link(opens account.Thing) string {
	s.t.Helper()
	cookie := s.people[own].http.Jar.Cookies(mustParse(s.place.base))[0]
	session, err := s.place.store.Session(s.t.Context(), id.Hash(cookie.Value), time.Now())
	if err != nil {
		s.t.Fatal(err)
	}
	token := id.Secret()
	l := account.Link{Hash: id.Hash(token), Visitor: session.Actor.Visitor, Opens: opens, ExpiresAt: time.Now().Add(time.Hour)}
	if err := s.place.store.SaveLink(s.t.Context(), l); err != nil {
		s.t.Fatal(err)
	}
	return token
}

// visits is what a page of a visitor's learns of itself.
type visits struct {
	Conversations []struct{ ID string }
	Appointment   string
	Limited       bool
}

type registered struct {
	Meetings []protocol.Meeting `json:"meetings"`
}

// seen counts what the lists of a browser have.
func (b *browser) seen() (conversations, appointments, registrations int) {
	b.t.Helper()
	return len(decode[visits](b.t, b.want(ok, "GET", "/api/visitor", nil)).Conversations),
		len(decode[several](b.t, b.want(ok, "GET", "/api/appointments", nil)).Appointments),
		len(decode[registered](b.t, b.want(ok, "GET", "/api/registrations", nil)).Meetings)
}

func TestTheListsOfALinkHaveWhatItIsAbout(t *testing.T) {
	s := setScene(t)
	for name, c := range map[string]struct {
		opens account.Thing
		want  [3]int
	}{
		"a conversation": {s.theConversation(), [3]int{1, 0, 0}},
		"an appointment": {s.theAppointment(), [3]int{0, 1, 0}},
		"a registration": {s.theMeeting(), [3]int{0, 0, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			b := s.follows(c.opens)
			b.t = t
			conversations, appointments, registrations := b.seen()
			if got := [3]int{conversations, appointments, registrations}; got != c.want {
				t.Errorf("conversations, appointments, registrations: %v, want %v", got, c.want)
			}
			if !decode[visits](t, b.want(ok, "GET", "/api/visitor", nil)).Limited {
				t.Error("the page does not learn that this is not all")
			}
			about := decode[protocol.Meeting](t, b.want(ok, "GET", "/api/meetings/"+s.meeting, nil))
			if (about.Mine != nil) != (c.want[2] == 1) {
				t.Errorf("the visitor's own registration: %+v", about.Mine)
			}
		})
	}
}

func TestALinkLeavesTheBrowsersOwnSession(t *testing.T) {
	s := setScene(t)
	visitor := s.people[own]
	if got := decode[visits](t, visitor.want(ok, "POST", "/api/resume", map[string]string{"token": s.link(s.theAppointment())})); got.Limited || got.Appointment != s.appointment {
		t.Errorf("in the visitor's own browser: %+v", got)
	}
	visitor.want(ok, "GET", "/api/conversations/"+s.conversation, nil)
	other := s.people[stranger]
	before, _, _ := other.seen()
	other.want(ok, "POST", "/api/resume", map[string]string{"token": s.link(s.theAppointment())})
	if after, appointments, _ := other.seen(); after != before || appointments != 0 {
		t.Errorf("somebody else's own: %d conversations and %d appointments", after, appointments)
	}
	other.as = "link"
	other.want(ok, "GET", "/api/appointments/"+s.appointment, nil)
}

func TestWhatBeginsBesideALinkIsNotItsVisitors(t *testing.T) {
	s := setScene(t)
	b := s.follows(s.theAppointment())
	b.want(forbidden, "POST", "/api/conversations", opening(id.New()))
	b.as = "visitor"
	b.want(made, "POST", "/api/conversations", opening(id.New()))
	if conversations, _, _ := s.people[own].seen(); conversations != 1 {
		t.Errorf("the link's visitor has %d conversations", conversations)
	}
	b.as = "link"
	b.want(ok, "GET", "/api/appointments/"+s.appointment, nil)
}

func TestALinkErasesWhatItOpens(t *testing.T) {
	s := setScene(t)
	b := s.follows(s.theAppointment())
	b.want(quiet, "DELETE", "/api/visitor", nil)
	b.want(unknown, "GET", "/api/appointments/"+s.appointment, nil)
	conversations, appointments, registrations := s.people[own].seen()
	if conversations != 1 || appointments != 0 || registrations != 1 {
		t.Errorf("what is left: %d, %d, %d", conversations, appointments, registrations)
	}
}

func TestTheSocketOfALinkWatchesWhatItIsAbout(t *testing.T) {
	s := setScene(t)
	b := s.follows(s.theConversation())
	w := b.hello("/ws/visitor?as=link", "conversation:"+s.conversation, "meeting:"+s.meeting)
	w.expect("conversation")
	if e := w.expect("error"); e.Stream != "meeting:"+s.meeting {
		t.Errorf("refused is %q", e.Stream)
	}
}
