package outbox_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/outbox"
	"miti/internal/store"
)

// carrier notes which letters it was given, and when; fails says how each ends.
type carrier struct {
	fails func(outbox.Letter) error

	mu      sync.Mutex
	carried []outbox.Letter
}

func (c *carrier) Carry(_ context.Context, l outbox.Letter) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.carried = append(c.carried, l)
	if c.fails == nil {
		return nil
	}
	return c.fails(l)
}

func (c *carrier) ids() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []string
	for _, l := range c.carried {
		all = append(all, l.ID)
	}
	return all
}

// house is a store with a sender that carries its letters.
type house struct {
	t     *testing.T
	store *store.Store
	deps  outbox.Deps
	log   *bytes.Buffer

	mu      sync.Mutex
	ahead   time.Duration // of the bubble's own clock
	results []outbox.Result
	at      []time.Time // of each result
}

// inHouse runs a test in a bubble.
func inHouse(t *testing.T, c outbox.Carrier, test func(h *house)) {
	folder, err := os.MkdirTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		h := &house{t: t, log: &bytes.Buffer{}}
		bell := outbox.NewBell()
		if h.store, err = store.Open(t.Context(), store.Options{Folder: folder, Posted: bell.Ring}); err != nil {
			t.Fatal(err)
		}
		h.deps = outbox.Deps{
			Queue: h.store, Carrier: c, Bell: bell, Count: h.count, Now: h.now,
			Log: slog.New(slog.NewJSONHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		}
		test(h)
		if err := h.store.Close(); err != nil {
			t.Error(err)
		}
	})
}

func (h *house) count(_ outbox.Kind, r outbox.Result) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.results, h.at = append(h.results, r), append(h.at, time.Now().Add(h.ahead))
}

func (h *house) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return time.Now().Add(h.ahead)
}

// pass lets time go by in large steps: a sender that looked each few seconds of
// a week would take minutes of ours.
func (h *house) pass(d time.Duration) {
	synctest.Wait() // no try takes that long
	const step = 10 * time.Minute
	for left := d; left > 0; left -= step {
		h.mu.Lock()
		h.ahead += min(step, left)
		h.mu.Unlock()
		h.deps.Bell.Ring()
		synctest.Wait()
	}
}

func (h *house) write(letters ...outbox.Letter) {
	h.t.Helper()
	_, err := h.store.Update(h.t.Context(), desk.About{Conversation: "c"}, func(desk.Case) (desk.Change, error) {
		return desk.Change{Conversation: chat.Conversation{ID: "c"}, Letters: letters}, nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

func envelope() outbox.Envelope {
	return outbox.Envelope{About: "c", To: "anna@mail.example", Language: "fr", Now: time.Now()}
}

func TestALetterLeavesAtOnce(t *testing.T) {
	c := &carrier{}
	inHouse(t, c, func(h *house) {
		s := outbox.NewSender(h.t.Context(), h.deps)
		synctest.Wait()
		began := time.Now()
		l := envelope().FollowUpAnswer(2)
		h.write(l)
		synctest.Wait()
		if got := c.ids(); !slices.Equal(got, []string{l.ID}) || !time.Now().Equal(began) {
			t.Errorf("%v left after %v", got, time.Since(began))
		}
		s.Close()
	})
}

func TestWhatAnotherProcessWroteLeavesSoon(t *testing.T) {
	c := &carrier{}
	inHouse(t, c, func(h *house) {
		h.deps.Bell = outbox.NewBell() // which nobody rings
		s := outbox.NewSender(h.t.Context(), h.deps)
		synctest.Wait()
		h.write(envelope().FollowUpAnswer(2))
		<-time.After(6 * time.Second)
		if n := len(c.ids()); n != 1 {
			t.Errorf("%d letters left", n)
		}
		s.Close()
	})
}

func TestATemporaryFailureIsTriedAgainAndGivenUpAfterThreeDays(t *testing.T) {
	c := &carrier{fails: func(outbox.Letter) error { return errors.New("451 try later") }}
	inHouse(t, c, func(h *house) {
		s := outbox.NewSender(h.t.Context(), h.deps)
		h.write(envelope().FollowUpAnswer(2))
		h.pass(7 * 24 * time.Hour)
		s.Close()
		if took := h.at[len(h.at)-1].Sub(h.at[0]); took < 70*time.Hour || took > 84*time.Hour {
			t.Errorf("it was given up after %v", took)
		}
		if soon, late := h.at[1].Sub(h.at[0]), h.at[40].Sub(h.at[39]); soon > 10*time.Minute || late < 2*time.Hour || late > 130*time.Minute {
			t.Errorf("it was tried again after %v, and after %v in the end", soon, late)
		}
		if last := h.results[len(h.results)-1]; last != outbox.Failed {
			t.Errorf("in the end it is %s", last)
		}
		if ids := slices.Compact(c.ids()); len(ids) != 1 {
			t.Error("tries have different ids")
		}
		if strings.Contains(h.log.String(), "anna") || !strings.Contains(h.log.String(), "451 try later") {
			t.Errorf("log: %s", h.log)
		}
	})
}

func TestARefusalIsFinal(t *testing.T) {
	for result, err := range map[outbox.Result]error{
		outbox.Failed:   &outbox.Refusal{Cause: errors.New("550 nobody of that name")},
		outbox.Unneeded: outbox.ErrUnneeded,
	} {
		t.Run(string(result), func(t *testing.T) {
			c := &carrier{fails: func(outbox.Letter) error { return err }}
			inHouse(t, c, func(h *house) {
				s := outbox.NewSender(h.t.Context(), h.deps)
				h.write(envelope().FollowUpAnswer(2))
				h.pass(7 * 24 * time.Hour)
				s.Close()
				if len(c.ids()) != 1 || !slices.Equal(h.results, []outbox.Result{result}) {
					t.Errorf("%d tries: %v", len(c.ids()), h.results)
				}
			})
		})
	}
}

func TestOneBadLetterHoldsUpNoOther(t *testing.T) {
	bad := envelope().FollowUpAnswer(1)
	c := &carrier{fails: func(l outbox.Letter) error {
		if l.ID == bad.ID {
			return errors.New("451")
		}
		return nil
	}}
	inHouse(t, c, func(h *house) {
		s := outbox.NewSender(h.t.Context(), h.deps)
		bad.CreatedAt, bad.Due = time.Now(), time.Now().Add(-time.Second)
		h.write(bad, envelope().FollowUpAnswer(2))
		synctest.Wait()
		if len(c.ids()) != 2 {
			t.Errorf("%d letters were tried", len(c.ids()))
		}
		s.Close()
	})
}

// A node that dies between sending and noting: nothing is noted.
type forgetful struct{ outbox.Queue }

func (forgetful) SettleLetter(context.Context, outbox.Outcome) error { return errors.New("killed") }

// BK-5: killed between sending and noting, the letter is sent once more by
// another node, under the same id; it is not lost, and not sent a third time.
func TestANodeThatDiesAfterSending(t *testing.T) {
	c := &carrier{}
	inHouse(t, c, func(h *house) {
		dying := h.deps
		dying.Queue = forgetful{h.store}
		s := outbox.NewSender(h.t.Context(), dying)
		l := envelope().FollowUpAnswer(2)
		h.write(l)
		synctest.Wait()
		s.Close()
		s = outbox.NewSender(h.t.Context(), h.deps)
		h.pass(time.Minute)
		if n := len(c.ids()); n != 1 {
			t.Errorf("%d tries while the lease is out", n)
		}
		h.pass(24 * time.Hour)
		s.Close()
		if got := c.ids(); !slices.Equal(got, []string{l.ID, l.ID}) {
			t.Errorf("tries %v", got)
		}
	})
}

// BK-5: two nodes over one database.
func TestTwoSendersSendEachLetterOnce(t *testing.T) {
	c := &carrier{}
	inHouse(t, c, func(h *house) {
		senders := []*outbox.Sender{outbox.NewSender(h.t.Context(), h.deps), outbox.NewSender(h.t.Context(), h.deps)}
		const letters = 30
		for i := range letters {
			h.write(envelope().FollowUpAnswer(uint64(i)))
		}
		h.pass(time.Hour)
		for _, s := range senders {
			s.Close()
		}
		ids := c.ids()
		slices.Sort(ids)
		if len(ids) != letters || len(slices.Compact(ids)) != letters {
			t.Errorf("%d letters were sent, want %d", len(ids), letters)
		}
	})
}

// slow is a mail server that takes its time.
type slow struct{ carrier }

func (c *slow) Carry(ctx context.Context, l outbox.Letter) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(10 * time.Second):
		return c.carrier.Carry(ctx, l)
	}
}

func TestWhatIsOnItsWayArrivesBeforeClosing(t *testing.T) {
	c := &slow{}
	inHouse(t, c, func(h *house) {
		s := outbox.NewSender(h.t.Context(), h.deps)
		h.write(envelope().FollowUpAnswer(1), envelope().FollowUpAnswer(2))
		synctest.Wait()
		s.Close()
		s.Close()
		if len(c.ids()) != 1 || !slices.Equal(h.results, []outbox.Result{outbox.Sent}) {
			t.Errorf("%d letters left: %v", len(c.ids()), h.results)
		}
	})
}
