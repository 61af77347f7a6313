package main

import (
	"slices"
	"sync"
	"time"

	"miti/signaling/protocol"
)

// tally knows of each message when it was sent, and who has seen it.
type tally struct {
	mu       sync.Mutex
	messages map[string]*sent
	order    map[view]uint64 // the last number that a page was shown
	figures  counts
}

// view is a conversation on somebody's page.
type view struct {
	page         *person
	conversation string
}

// sent is one message.
type sent struct {
	at       time.Time
	to       *person // the other one
	answered bool
	seenBy   map[*person]int
}

// counts is what a tally comes to.
type counts struct {
	sent, refused, lost, doubled, disordered int
	answered, seen                           []time.Duration
}

func newTally() *tally {
	return &tally{messages: map[string]*sent{}, order: map[view]uint64{}}
}

// send notes a message that is about to be sent.
func (t *tally) send(id string, to *person, at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.figures.sent++
	t.messages[id] = &sent{at: at, to: to, seenBy: map[*person]int{}}
}

// answer notes that the server has it, or has refused it.
func (t *tally) answer(id string, at time.Time, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	m := t.messages[id]
	if err != nil {
		t.figures.refused++
		return
	}
	m.answered = true
	t.figures.answered = append(t.figures.answered, at.Sub(m.at))
}

// seen notes that a page was shown a message.
func (t *tally) seen(page *person, m protocol.Message, at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	known, here := t.messages[m.ID], view{page, m.Conversation}
	again := known != nil && known.seenBy[page] > 0
	if last := t.order[here]; last != 0 && m.Number != last+1 && !again {
		t.figures.disordered++
	}
	t.order[here] = max(t.order[here], m.Number)
	if known == nil {
		return // a line of the server's
	}
	if !again && page == known.to {
		t.figures.seen = append(t.figures.seen, at.Sub(known.at))
	}
	known.seenBy[page]++
}

// complete tells that both pages have been shown everything that was answered.
func (t *tally) complete() bool { return t.count().lost == 0 }

// count is what there is by now. Both who talk are to see each message once.
func (t *tally) count() counts {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.figures
	for _, m := range t.messages {
		if !m.answered {
			continue
		}
		c.lost += 2 - len(m.seenBy)
		for _, times := range m.seenBy {
			c.doubled += times - 1
		}
	}
	c.answered, c.seen = slices.Sorted(slices.Values(c.answered)), slices.Sorted(slices.Values(c.seen))
	return c
}

// quantile is the value below which a share of the sorted ones lies.
func quantile(sorted []time.Duration, share float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(int(share*float64(len(sorted))), len(sorted)-1)]
}
