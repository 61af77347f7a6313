package booking_test

import (
	"slices"
	"testing"
	"time"

	"miti/booking"
	"miti/internal/fault"
	"miti/internal/id"
)

func TestAnAfterwordIsWrittenOnceWhenItIsOver(t *testing.T) {
	g := gathering(t, booking.Audience, 3)
	g.Present([]string{"visitor:0", "visitor:1"}, tuesday)
	g.Remove(&g.Registrations[1], tuesday)
	a := booking.Afterword{ID: id.New(), Texts: map[string]string{"fr": " Merci ! ", "nl": ""}, To: booking.WhoCame}
	if err := g.Write(a); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("while it goes on: %v", err)
	}
	if err := g.Finish(booking.EndedByHost, tuesday.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	for _, wrong := range []booking.Afterword{
		{ID: a.ID, To: a.To}, {ID: a.ID, Texts: a.Texts, To: "all"}, {Texts: a.Texts, To: a.To},
		{ID: a.ID, Texts: map[string]string{"xx": "?"}, To: a.To},
	} {
		if err := g.Write(wrong); fault.CodeOf(err) != fault.Malformed {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
	for range 2 {
		if err := g.Write(a); err != nil {
			t.Fatal(err)
		}
	}
	if err := g.Write(booking.Afterword{ID: id.New(), Texts: a.Texts, To: a.To}); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("another one: %v", err)
	}
	if said := g.Afterword.Texts; len(said) != 1 || said["fr"] != "Merci !" {
		t.Errorf("it says %q", said)
	}
	readers := func(to booking.Readers) (all []bool) {
		g.Afterword.To = to
		for _, r := range g.Registrations {
			all = append(all, g.Afterword.IsFor(r))
		}
		return all
	}
	if got := readers(booking.WhoCame); !slices.Equal(got, []bool{true, false, false}) {
		t.Errorf("who came: %v", got)
	}
	if got := readers(booking.WhoRegistered); !slices.Equal(got, []bool{true, false, true}) {
		t.Errorf("who registered: %v", got)
	}
}

func TestACoHostIsNamedAndDismissed(t *testing.T) {
	g := gathering(t, booking.Audience, 1)
	carl := booking.Host{Staff: "carl", Name: "Carl"}
	for range 2 {
		if err := g.NameHost(carl); err != nil {
			t.Fatal(err)
		}
	}
	if len(g.Hosts) != 3 || !g.IsHost("carl") {
		t.Errorf("the hosts are %v", g.Hosts)
	}
	if err := g.NameHost(booking.Host{Staff: "dora"}); err != nil {
		t.Fatal(err)
	}
	if err := g.NameHost(booking.Host{Staff: "emil"}); fault.CodeOf(err) != fault.Full {
		t.Errorf("a fifth: %v", err)
	}
	if err := g.SetSpotlight("staff:carl"); err != nil {
		t.Fatal(err)
	}
	if err := g.DismissHost("carl"); err != nil || g.IsHost("carl") || g.Spotlight != "" {
		t.Errorf("dismissed: %v; %v, seen first %q", err, g.Hosts, g.Spotlight)
	}
	if err := g.DismissHost("amelie"); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("the host: %v", err)
	}
}
