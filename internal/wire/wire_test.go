package wire_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/event"
	"miti/internal/fault"
	"miti/internal/interview"
	"miti/internal/meeting"
	"miti/internal/roster"
	"miti/internal/wire"
	"miti/signaling/protocol"
)

// samples has data for each type of event that is sent on.
func samples() map[event.Type]any {
	return map[event.Type]any{
		event.TypeMessage:      chat.Message{Number: 1},
		event.TypeConversation: desk.View{Conversation: chat.Conversation{ID: "c"}},
		event.TypeRead:         chat.ReadMark{By: chat.ByStaff, UpTo: 3},
		event.TypeNote:         chat.Note{ID: "n"},
		event.TypeInterview:    interview.Interview{ID: "i"},
		event.TypeQueueEntered: chat.Conversation{ID: "c"},
		event.TypeQueueLeft:    chat.QueueLeft{ID: "c"},
		event.TypeQueueInvited: chat.Invited{},
		event.TypeInboxEntered: chat.Conversation{ID: "c"},
		event.TypeInboxLeft:    chat.InboxLeft{ID: "c"},
		event.TypeTyping:       chat.Typing{By: chat.ByVisitor},
		event.TypePlace:        desk.Place{Position: 2},
		event.TypeAvailability: desk.Availability{},
		event.TypeColleagues:   []desk.Colleague{},
		event.TypeMeeting: meeting.Changed{View: meeting.View{Meeting: booking.Meeting{
			ID: "m", Date: calendar.Date{Year: 2026, Month: time.December, Day: 1}, Plan: booking.Plan{Hosts: []booking.Host{{Staff: "a"}}},
		}}},
		event.TypeMeetingPerson:  meeting.Person{Registration: booking.Registration{ID: "r"}},
		event.TypeMeetingKnock:   meeting.Knock{Waiting: 1},
		event.TypeMeetingMessage: meeting.Message{ID: "m"},
		event.TypeBoard:          desk.Board{Topics: []desk.Line{{Waiting: 1}}, Gap: &roster.Gap{}, Closed: []desk.Closed{{}}},
		event.TypeHelp:           desk.Help{To: []account.StaffID{"a"}},
	}
}

// What the rules say and what the wire's table has are the same list: each
// event is made into the struct that its type has there.
func TestEveryEventOfTheTableIsMade(t *testing.T) {
	shapes := map[string]protocol.Entry{}
	for _, e := range protocol.Replies() {
		if e.Kind == protocol.Stored || e.Kind == protocol.Transient {
			shapes[e.Type] = e
		}
	}
	for _, ofSignalling := range []string{
		protocol.TypeRoom, protocol.TypeRoomSeats, protocol.TypeRoomSpeaking,
		protocol.TypeRoomWanted, protocol.TypeRoomReplaced,
	} {
		delete(shapes, ofSignalling)
	}
	for typ, sample := range samples() {
		entry, ok := shapes[string(typ)]
		if !ok {
			t.Errorf("%s is not in the table of the protocol", typ)
			continue
		}
		delete(shapes, string(typ))
		data, err := wire.Event(event.Event{Type: typ, Data: encode(t, sample)}, wire.ForStaff)
		if err != nil {
			t.Error(err)
			continue
		}
		d := json.NewDecoder(strings.NewReader(string(encode(t, data))))
		d.DisallowUnknownFields()
		if err := d.Decode(entry.New()); err != nil {
			t.Errorf("%s becomes %s: %v", typ, encode(t, data), err)
		}
	}
	for typ := range shapes {
		t.Errorf("%s is made of nothing", typ)
	}
}

func TestAFlawIsSaidByItsPlace(t *testing.T) {
	problem := &calendar.Problem{Flaw: calendar.NotOnADay, Field: "week", Index: 3}
	f := wire.Failure(errors.Join(fault.New(fault.BadHours), problem))
	if f.Code != "bad_hours" || f.Flaw == nil || *f.Flaw != (protocol.Flaw{Kind: protocol.FlawNotOnADay, Field: "week", Index: 3}) {
		t.Errorf("got %+v", f)
	}
}

func TestWhatIsForStaffReachesNoVisitor(t *testing.T) {
	e := event.Event{Type: event.TypeMessage, Staff: true, Data: encode(t, chat.Message{Text: "a note"})}
	if data, err := wire.Event(e, wire.ForVisitor); data != nil || err != nil {
		t.Errorf("a visitor got %v, %v", data, err)
	}
	if data, _ := wire.Event(e, wire.ForStaff); data == nil {
		t.Error("staff did not get it")
	}
}

func TestTheQueueKeepsContactsToItself(t *testing.T) {
	v := desk.View{Conversation: chat.Conversation{Contact: "anna@example.org", State: chat.Waiting}}
	for name, shown := range map[string]any{
		"the queue":        wire.Queue([]desk.View{v}),
		"somebody entered": entered(t, v.Conversation),
		"the inbox":        wire.Inbox([]desk.View{v}),
	} {
		if strings.Contains(string(encode(t, shown)), "anna@") {
			t.Errorf("%s shows the contact", name)
		}
	}
	if got := wire.Conversation(v, wire.ForStaff).Contact; got == "" {
		t.Error("who serves the conversation does not see the contact")
	}
}

func entered(t *testing.T, c chat.Conversation) any {
	data, err := wire.Event(event.Event{Type: event.TypeQueueEntered, Data: encode(t, c)}, wire.ForStaff)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestFailuresSayWhenToComeBackInWholeSeconds(t *testing.T) {
	f := wire.Failure(fault.RetryAfter(fault.TooMany, 1200*time.Millisecond))
	if f.Code != "too_many" || f.RetrySeconds != 2 {
		t.Errorf("%+v", f)
	}
	if f := wire.Failure(strings.NewReader("").UnreadByte()); f.Code != "internal" {
		t.Errorf("an error without a code leaves as %q", f.Code)
	}
}

func encode(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
