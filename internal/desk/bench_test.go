package desk_test

import (
	"fmt"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/live"
	"miti/internal/presence"
	"miti/internal/store/storetest"
)

// BenchmarkSweep is what each second costs on each node, with 130 counsellors,
// 8 of them live, and 100 conversations open: 24 talk and the others wait.
func BenchmarkSweep(b *testing.B) {
	c, s := &clock{now: noon}, storetest.SQLite(b)
	l := live.NewPresence(c.Now)
	d := desk.New(desk.Deps{Store: s, Live: l, Bus: &recorder{}, Now: c.Now})
	must := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	must(s.SaveNetwork(b.Context(), []centre.Centre{{ID: "namur", Zone: "Europe/Brussels"}}, []centre.TopicID{"studies"}))
	for i := range 130 {
		a := account.Staff{
			ID: account.StaffID(fmt.Sprint(i)), Email: fmt.Sprint(i), Centre: "namur", Topics: []centre.TopicID{"studies"},
			Languages: []string{"fr", "nl"}, Capacity: 3, Declared: account.Available,
		}
		must(s.SaveStaff(b.Context(), a, ""))
		if i < 8 {
			must(l.Beat(b.Context(), presence.Staff(a.ID), "tab", time.Hour))
		}
	}
	for i := range 100 {
		by, o := visitor(), opening("Bonjour")
		_, err := d.Open(b.Context(), by, o)
		must(err)
		must(l.Beat(b.Context(), presence.Visitor(by.Visitor), "tab", time.Hour))
		if i < 24 {
			_, err := d.Claim(b.Context(), account.Actor{Staff: account.StaffID(fmt.Sprint(i % 8))}, o.ID)
			must(err)
		}
	}
	must(d.Sweep(b.Context()))
	c.pass(chat.OfferFor)
	must(d.Sweep(b.Context()))
	for b.Loop() {
		must(d.Sweep(b.Context()))
	}
}
