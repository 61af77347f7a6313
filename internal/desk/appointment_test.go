package desk_test

import (
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/event"
	"miti/internal/fault"
	"miti/internal/id"
	"miti/internal/interview"
)

// visit is an appointment with Anna that begins in ten minutes.
func visit(v, anna account.Actor) chat.Visit {
	return chat.Visit{
		Appointment: chat.Appointment{ID: id.New(), Start: noon.Add(10 * time.Minute), Closes: noon.Add(80 * time.Minute), Mode: "video"},
		Visitor:     v.Visitor, Counsellor: chat.Person{ID: anna.Staff, Name: "Anna", Centre: "namur"},
		Language: "fr", Name: "Zoé", Question: "Which school?",
	}
}

func TestTheRoomOfAnAppointmentWaitsForBoth(t *testing.T) {
	for _, c := range []struct {
		name  string
		first func(by, anna account.Actor) (account.Actor, account.Actor)
	}{
		{"the visitor is first", func(by, anna account.Actor) (account.Actor, account.Actor) { return by, anna }},
		{"the counsellor is first", func(by, anna account.Actor) (account.Actor, account.Actor) { return anna, by }},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, by, ctx := newHouse(t), visitor(), t.Context()
			anna := h.counsellor("Anna", "namur")
			v := visit(by, anna)
			room := chat.ID(v.Appointment.ID)
			early, late := c.first(by, anna)
			h.must(h.Meet(ctx, early, v))
			i, err := h.Ring(ctx, early, room, newCall(), interview.Video)
			h.must(err)
			h.sweeps(5*time.Minute, early) // the other one is late, and not even connected
			if got := h.state(room); got.State != chat.Active || got.Counsellor.ID != anna.Staff {
				t.Fatalf("who waits at an appointment was sent on: %+v", got.Conversation)
			}
			h.must(h.Meet(ctx, late, v))
			met, err := h.Ring(ctx, late, room, newCall(), interview.Video)
			if h.must(err); met.ID != i.ID || met.State != interview.Live {
				t.Errorf("who comes second is in %+v", met)
			}
		})
	}
}

func TestTheRoomIsKnownToItsCounsellor(t *testing.T) {
	h, by, ctx := newHouse(t), visitor(), t.Context()
	anna := h.counsellor("Anna", "namur")
	v := visit(by, anna)
	h.bus.take()
	h.must(h.Meet(ctx, by, v))
	var left chat.QueueLeft
	if !h.bus.last(t, event.TypeQueueLeft, &left) || left.By == nil || left.By.ID != anna.Staff {
		t.Errorf("the counsellor's page was told %+v", left)
	}
	got := h.state(chat.ID(v.Appointment.ID))
	if got.FirstMessage != "Which school?" || len(got.Messages) != 1 {
		t.Errorf("the question is not what the conversation begins with: %+v", got.Messages)
	}
	h.must(h.Meet(ctx, by, v))
	if types := h.bus.types(); types != "" {
		t.Errorf("coming twice told %s", types)
	}
	h.expect(h.Meet(ctx, visitor(), visitOf(v, "somebody")), fault.NotFound)
}

func visitOf(v chat.Visit, who account.VisitorID) chat.Visit {
	v.Visitor = who
	return v
}

func TestNobodyWaitsBeyondTheDoor(t *testing.T) {
	h, by, ctx := newHouse(t), visitor(), t.Context()
	anna := h.counsellor("Anna", "namur")
	v := visit(by, anna)
	room := chat.ID(v.Appointment.ID)
	h.must(h.Meet(ctx, by, v))
	i, err := h.Ring(ctx, by, room, newCall(), interview.Audio)
	h.must(err)
	h.clock.pass(v.Appointment.Closes.Sub(h.clock.Now()) - time.Second)
	h.sweeps(0, anna)
	if got, err := h.Interview(ctx, by, i.ID); err != nil || got.State != interview.Ringing {
		t.Fatalf("a second before the door closes: %+v, %v", got, err)
	}
	h.sweeps(2*time.Second, anna)
	if got, err := h.Interview(ctx, by, i.ID); err != nil || got.Reason != interview.Missed {
		t.Errorf("after the door closed: %+v, %v", got, err)
	}
}
