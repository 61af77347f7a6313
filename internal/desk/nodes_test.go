package desk_test

import (
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/fault"
	"miti/internal/live"
	"miti/internal/live/livetest"
	"miti/internal/presence"
	"miti/internal/store/storetest"
)

// postgres runs for all tests of this package; who asks first starts it.
var postgres storetest.Server

func TestMain(m *testing.M) {
	code := m.Run()
	postgres.Stop()
	os.Exit(code)
}

// nodes are two desks over one PostgreSQL and one Redis.
type nodes struct {
	*house
	two [2]*desk.Desk
}

func newNodes(t *testing.T) *nodes {
	t.Helper()
	redis := livetest.StartRedis(t)
	n := &nodes{house: openHouse(t, postgres.Postgres(t), heartbeats(t, redis), &clock{now: noon})}
	n.two[0] = n.Desk
	n.two[1] = desk.New(desk.Deps{Store: n.store, Live: heartbeats(t, redis), Bus: n.bus, Files: n.files, Now: n.clock.Now})
	n.clock.pass(presence.VisitorHold)
	return n
}

func heartbeats(t *testing.T, redis *livetest.Redis) presence.Live {
	t.Helper()
	r, err := live.OpenRedis(redis.URL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return live.NewRedisPresence(r)
}

// stays makes somebody present until they go: Redis has a clock of its own,
// which the test does not move.
func (n *nodes) stays(who presence.Who, hold time.Duration) {
	n.t.Helper()
	n.must(n.live.Beat(n.t.Context(), who, "tab", hold))
}

func (n *nodes) colleague(name string) account.Actor {
	n.t.Helper()
	a := n.counsellor(name, "namur")
	n.stays(presence.Staff(a.Staff), time.Hour)
	return a
}

func (n *nodes) comes() (account.Actor, chat.ID) {
	n.t.Helper()
	by := visitor()
	n.stays(presence.Visitor(by.Visitor), time.Hour)
	return by, n.opens(by)
}

// sweepBoth sweeps on both nodes, at the same time.
func (n *nodes) sweepBoth() {
	n.t.Helper()
	atOnce(func(i int) {
		if i >= len(n.two) {
			return
		}
		if err := n.two[i].Sweep(n.t.Context()); err != nil {
			n.t.Error(err)
		}
	})
}

// PQ-2: 20 accepts of one chat by two counsellors over two nodes.
func TestTwoNodesGiveAChatToOne(t *testing.T) {
	n := newNodes(t)
	two := []account.Actor{n.colleague("Anna"), n.colleague("Bart")}
	_, c := n.comes()
	errs := make([]error, crowd)
	atOnce(func(i int) { _, errs[i] = n.two[i/2%2].Claim(t.Context(), two[i%2], c) })
	owner := n.state(c).Counsellor
	for i, err := range errs {
		switch won := two[i%2].Staff == owner.ID; {
		case won && err != nil:
			t.Errorf("who got it heard %v", err)
		case !won && (fault.CodeOf(err) != fault.Taken || fault.Of(err).By != owner.Name):
			t.Errorf("who came too late heard %v", err)
		}
	}
	n.expectLines(c, "taken "+owner.Name)
}

func TestTwoNodesAcceptATransferOnceOrTakeItBack(t *testing.T) {
	n, ctx := newNodes(t), t.Context()
	anna, bart, carl := n.colleague("Anna"), n.colleague("Bart"), n.colleague("Carl")
	for range 5 {
		by, c := n.comes()
		_, err := n.Claim(ctx, anna, c)
		n.must(err)
		_, err = n.Transfer(ctx, anna, c, desk.Handover{Topic: "studies"})
		n.must(err)
		errs := make([]error, crowd)
		atOnce(func(i int) {
			if i == 0 {
				_, errs[i] = n.two[0].TakeBack(ctx, anna, c)
				return
			}
			_, errs[i] = n.two[i%2].Claim(ctx, []account.Actor{bart, carl}[i/2%2], c)
		})
		n.expectOneOwner(c, errs, anna)
		_, err = n.Close(ctx, by, c)
		n.must(err)
	}
}

// expectOneOwner wants the claims of a transfer and its end to agree on whose
// the conversation is.
func (n *nodes) expectOneOwner(c chat.ID, errs []error, before account.Actor) {
	n.t.Helper()
	owner := n.state(c).Counsellor
	won := 0
	for _, err := range errs[1:] {
		if err == nil {
			won++
		} else if fault.CodeOf(err) != fault.Taken {
			n.t.Errorf("a claim of the transfer: %v", err)
		}
	}
	end := "transferred " + owner.Name
	if owner.ID == before.Staff {
		end = "transfer_returned " + owner.Name
	}
	if (won > 0) != (owner.ID != before.Staff) || (errs[0] == nil) == (owner.ID != before.Staff) {
		n.t.Errorf("%d claims succeeded, it is %s's, and was taken back: %v", won, owner.Name, errs[0])
	}
	n.expectLines(c, "taken Anna", "transfer_offered Anna", end)
}

func TestTwoNodesSendTheVisitorOfALostCounsellorBackOnce(t *testing.T) {
	n := newNodes(t)
	anna := n.colleague("Anna")
	_, c := n.comes()
	_, err := n.Claim(t.Context(), anna, c)
	n.must(err)
	bart := n.colleague("Bart")
	n.stays(presence.Staff(anna.Staff), 0)
	n.sweepBoth()
	n.clock.pass(chat.LostFor)
	n.sweepBoth()
	n.expectLines(c, "taken Anna", "requeued Anna")
	if got := n.state(c); got.Offer.To != bart.Staff || !got.Front {
		t.Errorf("it is %+v", got.Conversation)
	}
}

// PQ-2: offers of two nodes meet claims, transfers, passes and leaving. However
// it goes, nobody is rung for more than they can take, and every conversation
// has somebody or a place.
func TestTwoNodesRingWhileEverythingHappens(t *testing.T) {
	n, ctx := newNodes(t), t.Context()
	staff := []account.Actor{n.colleague("Anna"), n.colleague("Bart"), n.colleague("Carl")}
	people, all := make([]account.Actor, 12), make([]chat.ID, 12)
	for i := range all {
		people[i], all[i] = n.comes()
	}
	known := func(err error) {
		switch fault.CodeOf(err) {
		case fault.Taken, fault.Full, fault.Conflict, fault.NotFound, fault.Forbidden:
		default:
			if err != nil {
				t.Error(err)
			}
		}
	}
	for round := range 6 {
		atOnce(func(i int) {
			node, who, at := n.two[i%2], staff[i%3], rand.IntN(len(all))
			switch c := all[at]; i % 5 {
			case 0:
				known(node.Sweep(ctx))
			case 1:
				if rings, err := n.store.Case(ctx, c); err == nil && rings.Offer.To != "" {
					_, err := node.Claim(ctx, account.Actor{Staff: rings.Offer.To}, c)
					known(err)
				}
			case 2:
				known(node.Pass(ctx, who, c, chat.PassBusy))
			case 3:
				_, err := node.Transfer(ctx, who, c, desk.Handover{Topic: "studies", Anyway: true})
				known(err)
			case 4:
				_, err := node.Close(ctx, people[at], c)
				known(err)
			}
		})
		n.expectNobodyOverrun(round, staff)
		n.clock.pass(chat.OfferFor / 2)
	}
}

func (n *nodes) expectNobodyOverrun(round int, staff []account.Actor) {
	n.t.Helper()
	n.must(n.Sweep(n.t.Context())) // what was claimed in spite of rings makes them give way
	open, err := n.store.Open(n.t.Context())
	n.must(err)
	held := map[account.StaffID]int{}
	for _, c := range open {
		held[c.Offer.To]++
		held[c.Counsellor.ID]++
		if (c.State == chat.Active) != (c.Counsellor.ID != "") || c.DueAt.IsZero() {
			n.t.Errorf("round %d: it is %+v", round, c.Conversation)
		}
	}
	for _, a := range staff {
		if held[a.Staff] > 3 {
			n.t.Errorf("round %d: %s has three places, and %d chats and rings", round, a.Staff, held[a.Staff])
		}
	}
}
