package chat_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
)

// A thousand people come to eight counsellors who can all do the same, who
// start one after the other, and some of whom pass more than others. What each
// has taken in an hour is nearly the same (Jain's index is 1 when it is the
// same, 1/8 when one takes all).
func TestContactsAreSharedFairly(t *testing.T) {
	const people, live, capacity = 1000, 8, 3
	r := rand.New(rand.NewPCG(1, 2))
	d := newDuty(live, capacity)
	taken := make([]float64, live)
	now := noon
	for i := range people {
		now = now.Add(time.Duration(r.ExpFloat64() * float64(25*time.Second)))
		c := chat.Begin(chat.Beginning{ID: chat.ID(fmt.Sprint(i)), Visitor: "v", Language: "fr", First: draft(t, "Bonjour")}, now)
		for ; c.State == chat.Waiting; now = now.Add(time.Second) {
			all := d.candidates(now)
			if c.Seek(all, now); c.Offer.To == "" {
				continue
			}
			at := d.index(c.Offer.To)
			if r.Float64() < 0.02*float64(at%4) {
				c.Pass(c.Offer.To, chat.PassBusy)
				continue
			}
			check(t, c.Claim(all[at].Staff, all[at].Load, now))
			taken[at]++
			d.last[at] = now
			d.until[at] = append(d.until[at], now.Add(2*time.Minute+time.Duration(r.ExpFloat64()*float64(6*time.Minute))))
		}
	}
	sum, squares := 0.0, 0.0
	for i := range taken {
		share := taken[i] / now.Sub(d.from[i]).Hours()
		sum, squares = sum+share, squares+share*share
	}
	index := sum * sum / (live * squares)
	t.Logf("contacts %v, Jain's index of contacts per live hour %.4f", taken, index)
	if index < 0.95 {
		t.Errorf("the index is %.4f", index)
	}
}

// duty is who is live: since when, when they last took somebody, and until when
// each of their chats lasts.
type duty struct {
	staff      []account.Staff
	from, last []time.Time
	until      [][]time.Time
}

func newDuty(live, capacity int) *duty {
	d := &duty{last: make([]time.Time, live), until: make([][]time.Time, live)}
	for i := range live {
		d.staff = append(d.staff, account.Staff{ID: account.StaffID(fmt.Sprint(i)), Name: "C", Languages: []string{"fr"}, Capacity: capacity})
		d.from = append(d.from, noon.Add(time.Duration(i)*10*time.Minute))
	}
	return d
}

func (d *duty) index(s account.StaffID) int { return int(s[0] - '0') }

func (d *duty) candidates(now time.Time) []chat.Candidate {
	var all []chat.Candidate
	for i, s := range d.staff {
		var rest []time.Time
		for _, end := range d.until[i] {
			if end.After(now) {
				rest = append(rest, end)
			}
		}
		d.until[i] = rest
		there := !now.Before(d.from[i])
		all = append(all, chat.Candidate{Staff: s, OnDuty: there, Free: there, Load: len(rest), LastClaim: d.last[i]})
	}
	return all
}
