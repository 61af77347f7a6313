package desktest

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/fault"
)

func addressOfOne(t *testing.T, d data) {
	d.counsellor(t, "Éva")
	d.counsellor(t, "Ada")
	bo := d.counsellor(t, "Bo")
	bo.Email = "ADA@centre.example"
	wantFault(t, d.SaveStaff(d.ctx, bo, ""), fault.Conflict)
	all, err := d.AllStaff(d.ctx)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range all {
		names = append(names, s.Name)
	}
	if !slices.Equal(names, []string{"Ada", "Bo", "Éva"}) || all[1].Email != "Bo@centre.example" {
		t.Errorf("accounts %+v", all)
	}
	first := 0
	for _, err := range together(8, func(i int) error {
		return d.SaveStaff(d.ctx, account.Staff{ID: account.StaffID(fmt.Sprint(i)), Email: "new@centre.example"}, "hash")
	}) {
		if err == nil {
			first++
		} else {
			wantFault(t, err, fault.Conflict)
		}
	}
	if first != 1 {
		t.Errorf("%d accounts have the same address", first)
	}
}

func links(t *testing.T, d data) {
	l := account.Link{Hash: "h", Visitor: "v", ExpiresAt: noon().Add(time.Hour)}
	for _, l := range []account.Link{l, {Hash: "h2", Visitor: "v", ExpiresAt: l.ExpiresAt}, {Hash: "h3", Visitor: "other", ExpiresAt: l.ExpiresAt}} {
		if err := d.SaveLink(d.ctx, l); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		got, err := d.Link(d.ctx, "h", noon())
		if err != nil || got != l {
			t.Errorf("link %+v, %v", got, err)
		}
	}
	_, err := d.Link(d.ctx, "h", l.ExpiresAt)
	wantFault(t, err, fault.NotFound)
	if err := d.Forget(d.ctx, "v"); err != nil {
		t.Fatal(err)
	}
	_, err = d.Link(d.ctx, "h2", noon())
	wantFault(t, err, fault.NotFound)
	if _, err := d.Link(d.ctx, "h3", noon()); err != nil {
		t.Errorf("another visitor's link: %v", err)
	}
}

func network(t *testing.T, d data) {
	namur := centre.Centre{
		ID: "namur", Name: "Namur", City: "Namur", Zone: "Europe/Brussels",
		Postcodes: []centre.Range{{From: 5000, To: 5999}}, Week: []calendar.Span{{Day: 1, From: 540, To: 1020}},
		Holidays: calendar.BelgianHolidays,
	}
	liege := centre.Centre{ID: "liege", Name: "Liège", City: "Liège", Zone: "Europe/Brussels"}
	if err := d.SaveNetwork(d.ctx, []centre.Centre{namur, liege}, topics("studies", "business")); err != nil {
		t.Fatal(err)
	}
	namur.Name, namur.Holidays = "Namur (new)", calendar.NoHolidays
	namur.Exceptions = []calendar.Exception{{
		From: calendar.Date{Year: 2026, Month: time.December, Day: 24}, To: calendar.Date{Year: 2027, Month: time.January, Day: 3},
		Hours: []calendar.Hours{{From: 540, To: 720}}, Name: "Fêtes",
	}}
	if err := d.SaveNetwork(d.ctx, []centre.Centre{namur}, topics("other", "business")); err != nil {
		t.Fatal(err)
	}
	centres, err := d.Centres(d.ctx)
	if want := []centre.Centre{liege, namur}; err != nil || !reflect.DeepEqual(centres, want) {
		t.Errorf("centres %+v, %v, want %+v", centres, err, want)
	}
	early := centre.Early{Date: calendar.Date{Year: 2026, Month: time.December, Day: 1}, Minute: 700, Reason: "Panne"}
	if err := d.CloseEarly(d.ctx, "namur", &early); err != nil {
		t.Error(err)
	}
	wantFault(t, d.CloseEarly(d.ctx, "nowhere", &early), fault.NotFound)
	// Who saves hours that were read before it takes nothing back.
	if err := d.SaveNetwork(d.ctx, []centre.Centre{namur}, topics("other", "business")); err != nil {
		t.Fatal(err)
	}
	if centres, err = d.Centres(d.ctx); err != nil || centres[1].Early == nil || *centres[1].Early != early {
		t.Errorf("closed early: %+v, %v", centres, err)
	}
	if err := d.CloseEarly(d.ctx, "namur", nil); err != nil {
		t.Error(err)
	}
	if centres, err = d.Centres(d.ctx); err != nil || centres[1].Early != nil {
		t.Errorf("open again: %+v, %v", centres, err)
	}
	wrong := namur
	wrong.Week = []calendar.Span{{Day: 1, From: 1020, To: 540}}
	if err := d.SaveNetwork(d.ctx, []centre.Centre{wrong}, nil); err == nil {
		t.Error("hours that end before they begin are kept")
	}
	got, err := d.Topics(d.ctx)
	if want := topics("other", "business"); err != nil || !slices.Equal(got, want) {
		t.Errorf("topics %v, %v, want %v", got, err, want)
	}
}

func topics(ids ...centre.TopicID) []centre.TopicID { return ids }
