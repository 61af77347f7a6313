package roster_test

import (
	"testing"

	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/fault"
	"miti/internal/roster"
)

// amelie and bram know training, greta does not; one who does is needed from 9
// to 12.
func aDay(t *testing.T) roster.Day {
	zone := brussels(t)
	open := shift("open", "", 0, 9, 12).Interval(zone)
	return roster.Day{
		Centres: []centre.Centre{{ID: "namur", Zone: "Europe/Brussels"}},
		Staff: []account.Staff{
			{ID: "amelie", Centre: "namur", Topics: []centre.TopicID{"training"}},
			{ID: "bram", Centre: "namur", Topics: []centre.TopicID{"training"}},
			{ID: "greta", Centre: "namur"},
		},
		Needs: []roster.Need{{Topic: "training", Minimum: 1}},
		Open:  []calendar.Interval{open},
	}
}

func TestOnlyTheirOwnShiftIsGivenAway(t *testing.T) {
	s := shift("a", "amelie", 0, 9, 12)
	for name, c := range map[string]struct {
		by, to account.StaffID
		want   fault.Code
	}{
		"to a colleague":    {"amelie", "bram", ""},
		"to whoever can":    {"amelie", "", ""},
		"to themselves":     {"amelie", "amelie", fault.Forbidden},
		"a colleague's own": {"bram", "", fault.Forbidden},
	} {
		asked, err := s.Ask(c.by, c.to)
		if fault.CodeOf(err) != c.want && !(err == nil && c.want == "") {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && (asked.Swap == nil || asked.Swap.To != c.to) {
			t.Errorf("%s: %+v", name, asked)
		}
	}
}

func TestWhoTakesAShift(t *testing.T) {
	for name, c := range map[string]struct {
		to, by  account.StaffID
		besides []roster.Shift
		staff   account.StaffID // whose it is afterwards
		waits   bool
		want    fault.Code
	}{
		"who is asked and can":            {to: "bram", by: "bram", staff: "bram"},
		"whoever can":                     {by: "bram", staff: "bram"},
		"who knows less waits for a word": {by: "greta", staff: "amelie", waits: true},
		"nobody is missed: another is on duty": {
			by: "greta", besides: []roster.Shift{shift("b", "bram", 0, 9, 12)}, staff: "greta",
		},
		"who was not asked":       {to: "bram", by: "greta", want: fault.Forbidden},
		"its person":              {by: "amelie", want: fault.Forbidden},
		"who is on duty then":     {by: "bram", besides: []roster.Shift{shift("b", "bram", 0, 11, 14)}, want: fault.Conflict},
		"who is on duty until it": {by: "bram", besides: []roster.Shift{shift("b", "bram", 0, 8, 9)}, staff: "bram"},
	} {
		s := shift("a", "amelie", 0, 9, 12)
		s.Swap = &roster.Swap{To: c.to}
		after, err := aDay(t).Take(append(c.besides, s), "a", c.by)
		switch {
		case c.want != "":
			if fault.CodeOf(err) != c.want {
				t.Errorf("%s: %v", name, err)
			}
		case err != nil || after.Staff != c.staff || (after.Swap != nil) != c.waits:
			t.Errorf("%s: %+v, %v", name, after, err)
		case c.waits && after.Swap.Taker != c.by:
			t.Errorf("%s: %+v", name, after.Swap)
		}
	}
}

func TestTheFirstTakerWaitsAlone(t *testing.T) {
	s := shift("a", "amelie", 0, 9, 12)
	s.Swap = &roster.Swap{Taker: "greta"}
	all := []roster.Shift{s}
	if _, err := aDay(t).Take(all, "a", "bram"); fault.CodeOf(err) != fault.Taken {
		t.Errorf("a second one: %v", err)
	}
	if again, err := aDay(t).Take(all, "a", "greta"); err != nil || again.Swap == nil {
		t.Errorf("the same one again: %+v, %v", again, err)
	}
	if _, err := s.Ask("amelie", "bram"); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("asked anew: %v", err)
	}
	given, err := roster.Give(all, "a", "greta")
	if err != nil || given.Staff != "greta" || given.Swap != nil {
		t.Errorf("given: %+v, %v", given, err)
	}
	if _, err := roster.Give(all, "none", "greta"); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("one that is gone: %v", err)
	}
}
