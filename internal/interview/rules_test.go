package interview_test

import (
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/fault"
	"miti/internal/interview"
)

var (
	noon    = time.Date(2026, time.March, 3, 12, 0, 0, 0, time.UTC)
	visitor = account.Actor{Visitor: "marie"}
	staff   = account.Actor{Staff: "anna", Centre: "namur"}
)

// in brings an interview that the visitor rang at noon into a state, ten
// seconds later.
func in(t *testing.T, s interview.State) interview.Interview {
	t.Helper()
	i := interview.Ring(interview.Interview{ID: "i", Mode: interview.Audio}, visitor, noon)
	if s != interview.Ringing {
		if err := i.Accept(staff, noon.Add(10*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	if s == interview.Ended {
		i.HangUp(visitor, noon.Add(20*time.Second))
	}
	return i
}

func TestTurns(t *testing.T) {
	accept, decline, cancel := (*interview.Interview).Accept, (*interview.Interview).Decline, (*interview.Interview).Cancel
	hangUp := func(i *interview.Interview, by account.Actor, now time.Time) error {
		i.HangUp(by, now)
		return nil
	}
	for _, c := range []struct {
		name  string
		state interview.State
		do    func(*interview.Interview, account.Actor, time.Time) error
		by    account.Actor
		after interview.State
		why   interview.Reason
		fault fault.Code
	}{
		{"the side that is rung accepts", interview.Ringing, accept, staff, interview.Live, "", ""},
		{"the side that rings cannot accept", interview.Ringing, accept, visitor, interview.Ringing, "", fault.Forbidden},
		{"accepting a live one changes nothing", interview.Live, accept, staff, interview.Live, "", ""},
		{"what has ended cannot be accepted", interview.Ended, accept, staff, interview.Ended, interview.HungUp, fault.Conflict},
		{"the side that is rung declines", interview.Ringing, decline, staff, interview.Ended, interview.Declined, ""},
		{"the side that rings cannot decline", interview.Ringing, decline, visitor, interview.Ringing, "", fault.Forbidden},
		{"a live one cannot be declined", interview.Live, decline, staff, interview.Live, "", fault.Conflict},
		{"declining what has ended changes nothing", interview.Ended, decline, staff, interview.Ended, interview.HungUp, ""},
		{"the side that rings cancels", interview.Ringing, cancel, visitor, interview.Ended, interview.Cancelled, ""},
		{"the side that is rung cannot cancel", interview.Ringing, cancel, staff, interview.Ringing, "", fault.Forbidden},
		{"what was accepted cannot be cancelled", interview.Live, cancel, visitor, interview.Live, "", fault.Conflict},
		{"cancelling what has ended changes nothing", interview.Ended, cancel, visitor, interview.Ended, interview.HungUp, ""},
		{"either side hangs up: the visitor", interview.Live, hangUp, visitor, interview.Ended, interview.HungUp, ""},
		{"either side hangs up: the counsellor", interview.Live, hangUp, staff, interview.Ended, interview.HungUp, ""},
		{"who rings and hangs up cancels", interview.Ringing, hangUp, visitor, interview.Ended, interview.Cancelled, ""},
		{"who is rung and hangs up declines", interview.Ringing, hangUp, staff, interview.Ended, interview.Declined, ""},
		{"hanging up twice changes nothing", interview.Ended, hangUp, staff, interview.Ended, interview.HungUp, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			i := in(t, c.state)
			before := i
			err := c.do(&i, c.by, noon.Add(30*time.Second))
			if c.fault == "" && err != nil || c.fault != "" && fault.CodeOf(err) != c.fault {
				t.Errorf("got %v, want %q", err, c.fault)
			}
			if i.State != c.after || i.Reason != c.why {
				t.Errorf("it is %s (%s), want %s (%s)", i.State, i.Reason, c.after, c.why)
			}
			if c.after == c.state && i != before {
				t.Errorf("it changed to %+v", i)
			}
		})
	}
}

func TestExpiry(t *testing.T) {
	i := in(t, interview.Ringing)
	last := noon.Add(interview.RingFor - time.Millisecond)
	if i.Expire(last); i.State != interview.Ringing {
		t.Fatal("it was missed too early")
	}
	late := i
	if err := late.Accept(staff, noon.Add(interview.RingFor)); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("an answer that comes too late: %v", err)
	}
	if i.Expire(noon.Add(interview.RingFor)); i.State != interview.Ended || i.Reason != interview.Missed {
		t.Errorf("it is %s (%s)", i.State, i.Reason)
	}
	live := in(t, interview.Live)
	if live.Expire(noon.Add(time.Hour)); live.State != interview.Live {
		t.Error("a live one was missed")
	}
}

func TestLasted(t *testing.T) {
	for state, want := range map[interview.State]time.Duration{
		interview.Ringing: 0, interview.Live: 50 * time.Second, interview.Ended: 10 * time.Second,
	} {
		i := in(t, state)
		if got := i.Lasted(noon.Add(time.Minute)); got != want {
			t.Errorf("a %s one lasted %s, want %s", state, got, want)
		}
	}
}

func TestAnotherCounsellorIsOnTheSameSide(t *testing.T) {
	i := interview.Ring(interview.Interview{ID: "i"}, staff, noon)
	other := account.Actor{Staff: "bart"}
	if !i.FromSide(other) || i.IsBy(other) || i.FromSide(visitor) {
		t.Error("the sides are mixed up")
	}
}
