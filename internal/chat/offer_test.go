package chat_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
)

// free is a counsellor who could be rung.
func free(s account.Staff, load int, last time.Duration) chat.Candidate {
	c := chat.Candidate{Staff: s, OnDuty: true, Free: true, Load: load}
	if last != 0 {
		c.LastClaim = noon.Add(-last)
	}
	return c
}

func TestWhoIsRungFirst(t *testing.T) {
	dutch := carl
	dutch.Languages = []string{"nl"}
	inCall := free(anna, 0, 0)
	inCall.Free = false
	for _, p := range []struct {
		name string
		all  []chat.Candidate
		want account.StaffID
	}{
		{"nobody is there", nil, ""},
		{"who has fewer chats", []chat.Candidate{free(anna, 1, time.Hour), free(bart, 0, time.Minute)}, "bart"},
		{"of these, who took the last one longest ago", []chat.Candidate{free(anna, 1, time.Minute), free(bart, 1, time.Hour)}, "bart"},
		{"who took none at all before them", []chat.Candidate{free(anna, 0, time.Hour), free(bart, 0, 0)}, "bart"},
		{"otherwise always the same one", []chat.Candidate{free(bart, 0, 0), free(anna, 0, 0)}, "anna"},
		{"not who speaks another language", []chat.Candidate{free(dutch, 0, 0), free(bart, 2, 0)}, "bart"},
		{"not who has no place left", []chat.Candidate{free(anna, 3, 0)}, ""},
		{"not who is in a call", []chat.Candidate{inCall}, ""},
	} {
		t.Run(p.name, func(t *testing.T) {
			c := in(t, chat.Waiting)
			c.Seek(p.all, noon)
			if c.Offer.To != p.want || c.Offer.All || !c.Offer.ExhaustedAt.IsZero() {
				t.Errorf("the offer is %+v", c.Offer)
			}
		})
	}
}

// climb moves the search on each second and tells what changed, and after how
// many seconds.
func climb(c *chat.Thread, from, to int, all ...chat.Candidate) string {
	var steps []string
	for s := from; s <= to; s++ {
		before := rung(c.Conversation)
		if c.Seek(all, noon.Add(time.Duration(s)*time.Second)); rung(c.Conversation) != before {
			steps = append(steps, fmt.Sprint(s, " ", rung(c.Conversation)))
		}
	}
	return strings.Join(steps, ", ")
}

func rung(c chat.Conversation) string {
	switch {
	case c.Transfer == nil && c.State == chat.Active:
		return "with " + c.Counsellor.Name
	case c.Offer.To != "":
		return string(c.Offer.To)
	case c.Offer.All:
		return "all"
	case !c.Offer.ExhaustedAt.IsZero():
		return "exhausted"
	}
	return "nobody"
}

func expectSteps(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("it went\n %s, want\n %s", got, want)
	}
}

func TestTheLadder(t *testing.T) {
	two := []chat.Candidate{free(anna, 0, 0), free(bart, 1, 0)}
	c := in(t, chat.Waiting)
	expectSteps(t, climb(c, 0, 200, two...), "0 anna, 30 bart, 60 all, 90 exhausted")
	expectSteps(t, climb(c, 201, 203, append(two, free(carl, 2, 0))...), "201 carl")
	expectSteps(t, climb(c, 204, 400, two...), "204 exhausted, 210 anna, 240 bart, 270 exhausted, 390 anna")
}

func TestWhoGoesAwayWasNotAsked(t *testing.T) {
	c := in(t, chat.Waiting)
	expectSteps(t, climb(c, 0, 5, free(anna, 0, 0), free(bart, 1, 0)), "0 anna")
	expectSteps(t, climb(c, 6, 10, free(bart, 1, 0)), "6 bart")
	expectSteps(t, climb(c, 11, 36, free(anna, 0, 0), free(bart, 1, 0)), "36 anna")
}

func TestWhereEverybodyIsBusyThePlaceIsTheTruth(t *testing.T) {
	c := in(t, chat.Waiting)
	busy := free(anna, 3, 0)
	expectSteps(t, climb(c, 0, 500, busy), "")
	expectSteps(t, climb(c, 501, 502, free(anna, 2, 0)), "501 anna")
}

func TestPass(t *testing.T) {
	two := []chat.Candidate{free(anna, 0, 0), free(bart, 1, 0)}
	for _, p := range []struct {
		name   string
		passes []account.StaffID
		want   string
	}{
		{"the next one is rung, and then all the others", []account.StaffID{"anna"}, "0 bart, 30 all, 60 exhausted"},
		{"when all have passed, the visitor hears it", []account.StaffID{"anna", "bart"}, "0 exhausted"},
		{"who is not rung may pass", []account.StaffID{"bart"}, "30 all, 60 exhausted"},
	} {
		t.Run(p.name, func(t *testing.T) {
			c := in(t, chat.Waiting)
			c.Seek(two, noon)
			for _, by := range p.passes {
				if !c.Pass(by, chat.PassBusy) || c.Pass(by, chat.PassBusy) {
					t.Fatal("a pass is news once")
				}
			}
			expectSteps(t, climb(c, 0, 100, two...), p.want)
			if err := c.Claim(anna, 0, noon); err != nil {
				t.Errorf("who passed changes their mind: %v", err)
			}
		})
	}
}

func TestWhoIsAvailableAnewIsRungAgain(t *testing.T) {
	for why, want := range map[chat.PassReason]string{chat.PassBreak: "91 anna", chat.PassNotMine: ""} {
		c := in(t, chat.Waiting)
		c.Seek([]chat.Candidate{free(anna, 0, 0)}, noon)
		c.Pass("anna", why)
		climb(c, 0, 90, free(anna, 0, 0))
		c.Welcome("anna")
		expectSteps(t, climb(c, 91, 92, free(anna, 0, 0)), want)
	}
}

func TestNobodyIsRungForAVisitorWhoIsGone(t *testing.T) {
	c := in(t, chat.Waiting)
	c.Seek([]chat.Candidate{free(anna, 0, 0)}, noon)
	c.LoseVisitor(noon)
	expectSteps(t, climb(c, 1, 2, free(anna, 0, 0)), "1 nobody")
	c.FindVisitor()
	expectSteps(t, climb(c, 3, 4, free(anna, 0, 0)), "3 anna")
}
