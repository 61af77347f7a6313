// Package outboxtest is what every outbox.Queue must do, races included.
package outboxtest

import (
	"context"
	"sync"
	"testing"
	"time"

	"miti/internal/outbox"
)

// Queue is what is tested: a queue, and the ways in which acts write to it.
type Queue struct {
	outbox.Queue
	// Write is an act that withdraws keys, writes letters, and may fail.
	Write func(ctx context.Context, withdrawn []string, letters []outbox.Letter, fails error) error
	// Erase is an act that erases the conversation c.
	Erase func(ctx context.Context) error
}

// Run tests the queues that open makes. Each test gets a new, empty one.
func Run(t *testing.T, open func(t *testing.T) Queue) {
	for name, test := range map[string]func(t *testing.T, q queue){
		"a letter comes out as it went in":               comesOut,
		"a letter waits until it is due":                 waitsUntilDue,
		"who is due longest goes first":                  longestFirst,
		"an act that fails writes no letter":             failedAct,
		"the same cause is one letter":                   sameCause,
		"senders that come together each get another":    sendersTogether,
		"a lease that runs out is given again":           leaseRunsOut,
		"who is late with a note changes nothing":        lateNote,
		"a try that failed is repeated when it is time":  repeated,
		"what has failed for good is left alone":         failedForGood,
		"what is withdrawn is not sent":                  withdrawn,
		"what was withdrawn may be written again":        writtenAgain,
		"withdrawn on its way, it is not tried again":    withdrawnOnItsWay,
		"sent though withdrawn, it is not sent again":    sentThoughWithdrawn,
		"what tells of something erased is not sent":     erased,
		"what waits is counted, and what is not due not": counted,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, queue{open(t)})
		})
	}
}

func noon() time.Time { return time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC) }

func envelope() outbox.Envelope {
	return outbox.Envelope{About: "c", To: "anna@mail.example", Language: "fr", Now: noon()}
}

// queue is a Queue whose every act must succeed.
type queue struct{ Queue }

func (q queue) write(t *testing.T, letters ...outbox.Letter) {
	t.Helper()
	if err := q.Write(t.Context(), nil, letters, nil); err != nil {
		t.Fatal(err)
	}
}

func (q queue) withdraw(t *testing.T, keys ...string) {
	t.Helper()
	if err := q.Write(t.Context(), keys, nil, nil); err != nil {
		t.Fatal(err)
	}
}

// lease takes the next letter for a minute, under a lease of that name.
func (q queue) lease(t *testing.T, name string, now time.Time) (outbox.Letter, bool) {
	t.Helper()
	l, ok, err := q.LeaseLetter(t.Context(), outbox.Lease{ID: name, Now: now, Until: now.Add(time.Minute)})
	if err != nil {
		t.Fatal(err)
	}
	return l, ok
}

// none holds that there is nothing to send, even in a year.
func (q queue) none(t *testing.T) {
	t.Helper()
	if l, ok := q.lease(t, "none", noon().AddDate(1, 0, 0)); ok {
		t.Errorf("%s is sent", l.Key)
	}
}

func (q queue) settle(t *testing.T, l outbox.Letter, lease string, r outbox.Result) {
	t.Helper()
	at := noon().Add(time.Second)
	err := q.SettleLetter(t.Context(), outbox.Outcome{Letter: l.ID, Lease: lease, Result: r, At: at, Next: at.Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
}

func comesOut(t *testing.T, q queue) {
	want := envelope().FollowUpReceived(7, noon().Add(48*time.Hour))
	q.write(t, want)
	got, ok := q.lease(t, "a", noon())
	if !ok || got.ID != want.ID || got.Key != want.Key || got.Kind != want.Kind || got.To != want.To || got.Language != want.Language ||
		got.About != want.About || string(got.Data) != string(want.Data) || !got.CreatedAt.Equal(want.CreatedAt) || got.Attempt != 1 {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func waitsUntilDue(t *testing.T, q queue) {
	l := envelope().ResumeLink("r")
	l.Due = noon().Add(time.Hour)
	q.write(t, l)
	if _, ok := q.lease(t, "a", l.Due.Add(-time.Second)); ok {
		t.Error("it was sent too early")
	}
	if _, ok := q.lease(t, "a", l.Due); !ok {
		t.Error("it was not sent")
	}
}

func longestFirst(t *testing.T, q queue) {
	for i, cause := range []string{"second", "third", "first"} {
		l := envelope().ResumeLink(cause)
		l.Due = noon().Add(time.Duration([]int{2, 3, 1}[i]) * time.Second)
		q.write(t, l)
	}
	for _, cause := range []string{"first", "second", "third"} {
		if l, _ := q.lease(t, cause, noon().Add(time.Minute)); l.Key != envelope().ResumeLink(cause).Key {
			t.Errorf("%s in place of %s", l.Key, cause)
		}
	}
}

func failedAct(t *testing.T, q queue) {
	err := q.Write(t.Context(), nil, []outbox.Letter{envelope().ResumeLink("r")}, context.Canceled)
	if err == nil {
		t.Fatal("the act did not fail")
	}
	q.none(t)
}

func sameCause(t *testing.T, q queue) {
	first := envelope().FollowUpAnswer(3)
	q.write(t, first, envelope().FollowUpAnswer(3))
	got, _ := q.lease(t, "a", noon())
	if got.ID != first.ID {
		t.Errorf("the first letter is %s, want %s", got.ID, first.ID)
	}
	q.settle(t, got, "a", outbox.Sent)
	q.write(t, envelope().FollowUpAnswer(3))
	q.none(t)
}

func sendersTogether(t *testing.T, q queue) {
	const letters, senders = 40, 4
	for i := range letters {
		q.write(t, envelope().FollowUpAnswer(uint64(i)))
	}
	taken := make(chan string, 2*letters)
	var all sync.WaitGroup
	for range senders {
		all.Go(func() {
			for {
				l, ok, err := q.LeaseLetter(t.Context(), outbox.Lease{ID: "x", Now: noon(), Until: noon().Add(time.Hour)})
				if err != nil {
					t.Error(err)
				}
				if !ok {
					return
				}
				taken <- l.ID
			}
		})
	}
	all.Wait()
	close(taken)
	seen := map[string]int{}
	for id := range taken {
		seen[id]++
	}
	if len(seen) != letters {
		t.Errorf("%d letters of %d", len(seen), letters)
	}
	for id, n := range seen {
		if n > 1 {
			t.Errorf("%s was given out %d times", id, n)
		}
	}
}

func leaseRunsOut(t *testing.T, q queue) {
	q.write(t, envelope().ResumeLink("r"))
	first, _ := q.lease(t, "a", noon())
	if _, ok := q.lease(t, "b", noon().Add(59*time.Second)); ok {
		t.Error("two have it")
	}
	second, ok := q.lease(t, "b", noon().Add(time.Minute))
	if !ok || second.ID != first.ID || second.Attempt != 2 || first.Doubtful || !second.Doubtful {
		t.Errorf("the second try is %+v", second)
	}
}

func lateNote(t *testing.T, q queue) {
	q.write(t, envelope().ResumeLink("r"))
	l, _ := q.lease(t, "a", noon())
	q.lease(t, "b", noon().Add(time.Minute))
	q.settle(t, l, "a", outbox.Failed)
	if _, ok := q.lease(t, "c", noon().Add(time.Hour)); !ok {
		t.Error("a letter that b has was settled by a")
	}
}

func repeated(t *testing.T, q queue) {
	q.write(t, envelope().ResumeLink("r"))
	l, _ := q.lease(t, "a", noon())
	q.settle(t, l, "a", outbox.Later)
	if _, ok := q.lease(t, "b", noon().Add(time.Hour)); ok {
		t.Error("it was repeated too early")
	}
	again, ok := q.lease(t, "b", noon().Add(time.Hour+time.Second))
	if !ok || again.ID != l.ID || again.Attempt != 2 || again.To != l.To || again.Doubtful {
		t.Errorf("the second try is %+v", again)
	}
}

func failedForGood(t *testing.T, q queue) {
	q.write(t, envelope().ResumeLink("r"))
	l, _ := q.lease(t, "a", noon())
	q.settle(t, l, "a", outbox.Failed)
	q.write(t, envelope().ResumeLink("r"))
	q.none(t)
}

func counted(t *testing.T, q queue) {
	later := envelope().ResumeLink("later")
	later.Due = noon().Add(time.Hour)
	q.write(t, envelope().ResumeLink("sent"))
	l, _ := q.lease(t, "a", noon())
	q.settle(t, l, "a", outbox.Sent)
	q.write(t, envelope().ResumeLink("waits"), envelope().ResumeLink("withdrawn"), later)
	q.withdraw(t, envelope().ResumeLink("withdrawn").Key)
	if n, err := q.LettersWaiting(t.Context(), noon()); err != nil || n != 1 {
		t.Errorf("%d letters wait, %v", n, err)
	}
}
