package desktest

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/desk"
)

// offer lets a conversation ring at a counsellor, if they have room. It tells
// whether they had.
func (d data) offer(c chat.ID, to account.Staff) (had bool, err error) {
	_, err = d.Update(d.ctx, desk.About{Conversation: c, Counsellor: to.ID}, func(is desk.Case) (desk.Change, error) {
		if had = is.Load+is.Rung < to.Capacity; !had {
			return desk.Change{}, nil
		}
		is.Offer = chat.Offer{To: to.ID, Until: noon()}
		return changed(is.Thread), nil
	})
	return had, err
}

func rung(t *testing.T, d data) {
	ada, bo := d.counsellor(t, "Ada"), d.counsellor(t, "Bo")
	for i, to := range []account.Staff{ada, ada, bo, {}} {
		c := chat.ID(fmt.Sprint("c", i))
		d.begin(t, c)
		if to.ID == "" {
			continue
		}
		if _, err := d.offer(c, to); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.claim("c3", ada); err != nil {
		t.Fatal(err)
	}
	for _, p := range []struct {
		c          chat.ID
		by         account.StaffID
		load, rung int
	}{{"c0", ada.ID, 1, 1}, {"c2", ada.ID, 1, 2}, {"none", ada.ID, 1, 2}, {"c2", bo.ID, 0, 0}, {"c0", bo.ID, 0, 1}, {"c0", "", 0, 0}} {
		d.do(t, desk.About{Conversation: p.c, Counsellor: p.by}, func(is desk.Case) (desk.Change, error) {
			if is.Load != p.load || is.Rung != p.rung {
				t.Errorf("about %s and %q: %d chats and %d rings, want %d and %d", p.c, p.by, is.Load, is.Rung, p.load, p.rung)
			}
			return desk.Change{}, nil
		})
	}
}

func notRungForTooMany(t *testing.T, d data) {
	const waiting = 10
	ada := d.counsellor(t, "Ada")
	for i := range waiting {
		d.begin(t, chat.ID(fmt.Sprint("c", i)))
	}
	if err := d.claim("c0", ada); err != nil {
		t.Fatal(err)
	}
	rings := make([]bool, waiting)
	for i, err := range together(waiting-1, func(i int) (err error) {
		rings[i], err = d.offer(chat.ID(fmt.Sprint("c", i+1)), ada)
		return err
	}) {
		if err != nil {
			t.Errorf("offer %d: %v", i, err)
		}
	}
	n := 0
	for _, rings := range rings {
		if rings {
			n++
		}
	}
	if n != ada.Capacity-1 {
		t.Errorf("beside one chat, %d ring at who has %d places", n, ada.Capacity)
	}
}

func lastClaims(t *testing.T, d data) {
	for i, p := range []struct {
		by    account.StaffID
		after time.Duration
		state chat.State
	}{
		{"ada", time.Minute, chat.Closed}, {"ada", 0, chat.Active}, {"bo", -time.Minute, chat.Active}, {"cy", 0, chat.Closed}, {"", 0, chat.Waiting},
	} {
		c := chat.Conversation{ID: chat.ID(fmt.Sprint(i)), State: p.state, Counsellor: chat.Person{ID: p.by}}
		if p.by != "" {
			c.ClaimedAt = noon().Add(p.after)
		}
		d.do(t, desk.About{Conversation: c.ID}, func(desk.Case) (desk.Change, error) {
			return changed(chat.Thread{Conversation: c}), nil
		})
	}
	got, err := d.LastClaims(d.ctx, noon())
	want := map[account.StaffID]time.Time{"ada": noon().Add(time.Minute), "cy": noon()}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, %v, want %v", got, err, want)
	}
}
