package desk_test

import (
	"fmt"
	"sync"
	"testing"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/fault"
	"miti/internal/interview"
)

// crowd is how many do the same thing at once.
const crowd = 20

// atOnce runs f for each of the crowd, all at the same time.
func atOnce(f func(i int)) {
	var crowded sync.WaitGroup
	start := make(chan struct{})
	for i := range crowd {
		crowded.Go(func() { <-start; f(i) })
	}
	close(start)
	crowded.Wait()
}

func TestOfTwentyClaimsOneSucceedsAndTheOthersHearWho(t *testing.T) {
	h := newHouse(t)
	c := h.opens(visitor())
	two := []account.Actor{h.counsellor("Anna", "namur"), h.counsellor("Bart", "namur")}
	errs := make([]error, crowd)
	atOnce(func(i int) { _, errs[i] = h.Claim(t.Context(), two[i%2], c) })

	owner := h.state(c).Counsellor
	for i, err := range errs {
		switch won := two[i%2].Staff == owner.ID; {
		case won && err != nil:
			t.Errorf("who got it, or repeats, heard %v", err)
		case !won && (fault.CodeOf(err) != fault.Taken || fault.Of(err).By != owner.Name):
			t.Errorf("who came too late heard %v by %q", err, fault.Of(err).By)
		}
	}
	h.expectLines(c, "taken "+owner.Name)
}

func TestACounsellorWhoClaimsTwentyAtOnceGetsThree(t *testing.T) {
	h := newHouse(t)
	anna := h.counsellor("Anna", "namur")
	waiting, errs := make([]chat.ID, crowd), make([]error, crowd)
	for i := range waiting {
		waiting[i] = h.opens(visitor())
	}
	atOnce(func(i int) { _, errs[i] = h.Claim(t.Context(), anna, waiting[i]) })
	held := 0
	for _, err := range errs {
		if err == nil {
			held++
			continue
		}
		h.expect(err, fault.Full)
	}
	if held != 3 {
		t.Errorf("a counsellor for three chats holds %d", held)
	}
}

// CH-1: what is sent again is there once, and gets the first answer.
func TestWhatIsDoneTwentyTimesAtOnceIsDoneOnce(t *testing.T) {
	h, by := newHouse(t), visitor()
	o, m := opening("Bonjour"), newMessage()
	created, answers := make([]bool, crowd), make([]string, crowd)
	atOnce(func(i int) {
		s, err := h.Open(t.Context(), by, o)
		if err != nil {
			t.Error(err)
		}
		created[i] = s.Created
	})
	atOnce(func(i int) {
		a, err := h.Post(t.Context(), by, o.ID, m, fmt.Sprint("text ", i))
		if err != nil {
			t.Error(err)
		}
		answers[i] = fmt.Sprint(a)
	})
	n := 0
	for i := range crowd {
		if created[i] {
			n++
		}
		equal(t, "answer", answers[i], answers[0])
	}
	if got := h.state(o.ID).Messages; n != 1 || len(got) != 2 {
		t.Errorf("opened %d times, with %d messages", n, len(got))
	}
}

func TestTwoWhoRingEachOtherAtOnceAreInTheSameCall(t *testing.T) {
	h, by := newHouse(t), visitor()
	anna := h.counsellor("Anna", "namur")
	c := h.talks(by, anna)
	rung := make([]interview.Interview, crowd)
	atOnce(func(i int) {
		var err error
		if rung[i], err = h.Ring(t.Context(), []account.Actor{by, anna}[i%2], c, newCall(), interview.Audio); err != nil {
			t.Error(err)
		}
	})
	for _, r := range rung {
		if r.ID != rung[0].ID {
			t.Errorf("two interviews: %s and %s", r.ID, rung[0].ID)
		}
	}
	if all := h.state(c).Interviews; len(all) != 1 || all[0].State != interview.Live {
		t.Errorf("after both have rung there is %+v", all)
	}
}

func TestAClaimThatMeetsTheVisitorsLeavingEndsInOneOfTheTwo(t *testing.T) {
	h := newHouse(t)
	anna := h.counsellor("Anna", "namur")
	for range 10 {
		by := visitor()
		c := h.opens(by)
		var claim, leave error
		atOnce(func(i int) {
			switch i {
			case 0:
				_, leave = h.LeaveMessage(t.Context(), by, c, "marie@example.org")
			case 1:
				_, claim = h.Claim(t.Context(), anna, c)
			}
		})
		if (claim == nil) == (leave == nil) {
			t.Fatalf("claimed: %v, left: %v", claim, leave)
		}
		if _, err := h.Close(t.Context(), by, c); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTwoNodesSweepAtOnce(t *testing.T) {
	h, by := newHouse(t), visitor()
	anna := h.counsellor("Anna", "namur")
	c := h.talks(by, anna)
	_, err := h.Ring(t.Context(), by, c, newCall(), interview.Video)
	h.must(err)
	first := h.Desk
	h.restart()
	h.clock.pass(interview.RingFor)
	atOnce(func(i int) {
		if err := []*desk.Desk{first, h.Desk}[i%2].Sweep(t.Context()); err != nil {
			t.Error(err)
		}
	})
	h.clock.pass(chat.LostFor)
	atOnce(func(i int) {
		if err := []*desk.Desk{first, h.Desk}[i%2].Sweep(t.Context()); err != nil {
			t.Error(err)
		}
	})
	h.expectLines(c, "taken Anna", "interview_missed", "requeued Anna")
}
