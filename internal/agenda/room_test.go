package agenda_test

import (
	"context"
	"testing"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/fault"
)

// Meet notes the visit.
func (h *house) Meet(_ context.Context, by account.Actor, v chat.Visit) error {
	h.met = append(h.met, met{by, v})
	return nil
}

type met struct {
	by    account.Actor
	visit chat.Visit
}

func TestTheRoomOfAnAppointmentIsForItsTwoAndForItsTime(t *testing.T) {
	h := newHouse(t)
	v := h.books(someone, amelie.ID, "2026-12-02 09:00")
	opens, closes := v.Start.Add(-booking.DoorOpens), v.End.Add(booking.DoorCloses)
	for _, c := range []struct {
		name string
		by   account.Actor
		at   time.Time
		want fault.Code
	}{
		{"the visitor before the door opens", someone, opens.Add(-time.Second), fault.Conflict},
		{"the visitor when it opens", someone, opens, ""},
		{"its counsellor first", as(amelie), opens, ""},
		{"the visitor, late", someone, closes.Add(-time.Second), ""},
		{"its counsellor after the door has closed", as(amelie), closes, fault.Conflict},
		{"who coordinates the centre", as(carla), opens, fault.Forbidden},
		{"a colleague", as(bram), opens, fault.NotFound},
		{"another visitor", account.Actor{Visitor: "other"}, opens, fault.NotFound},
		{"nobody", account.Actor{}, opens, fault.Unauthenticated},
	} {
		h.now, h.met = c.at, nil
		in, err := h.Enter(t.Context(), c.by, v.ID)
		if c.want != "" {
			if fault.CodeOf(err) != c.want || len(h.met) != 0 {
				t.Errorf("%s: %v, want %s; %d met", c.name, err, c.want, len(h.met))
			}
			continue
		}
		if err != nil || in != chat.ID(v.ID) || len(h.met) != 1 || h.met[0].by != c.by {
			t.Errorf("%s: room %q, %v, met %+v", c.name, in, err, h.met)
			continue
		}
		if of := h.met[0].visit; of.Visitor != someone.Visitor || of.Counsellor.ID != amelie.ID ||
			of.Appointment.Mode != "video" || !of.Appointment.Closes.Equal(closes) {
			t.Errorf("%s: the visit is %+v", c.name, of)
		}
	}
	h.now = at("2026-12-02 08:00")
	_, err := h.Cancel(t.Context(), as(amelie), v.ID)
	h.must(err)
	h.now = opens
	_, err = h.Enter(t.Context(), someone, v.ID)
	h.refused(err, fault.Conflict)
}
