package agenda

import (
	"cmp"
	"context"
	"reflect"
	"slices"
	"sync"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
)

// past is how long appointments that are over still matter: to the day that they
// were on.
const past = 48 * time.Hour

// lookWithin bounds one look at the store.
const lookWithin = 30 * time.Second

// A shelf has everybody's diary ready to be asked, as the store has it at each
// look: only diaries that have changed are read anew. However many look at once,
// one of them reads for all who came before it began.
type shelf struct {
	mu    sync.Mutex
	books map[account.StaffID]book
	// running is the look that reads, waiting the one that begins after it.
	running, waiting *glance
}

// A glance is what one look saw.
type glance struct {
	done    chan struct{}
	diaries []booking.Diary
	err     error
}

// A book is a diary with what it was made of.
type book struct {
	page  Page
	diary booking.Diary
	// until is when the first held time in it is free again; zero for never.
	until time.Time
}

func newShelf() *shelf { return &shelf{books: map[account.StaffID]book{}} }

// look is everybody's diary as it is now, in order of their ids. The list is the
// caller's own.
func (s *shelf) look(ctx context.Context, from Store, clock func() time.Time) ([]booking.Diary, error) {
	s.mu.Lock()
	g, before := s.waiting, s.running
	leads := g == nil
	if leads {
		g = &glance{done: make(chan struct{})}
		s.waiting = g
	}
	s.mu.Unlock()
	if leads {
		if before != nil {
			<-before.done
		}
		s.lead(ctx, g, from, clock)
	}
	select {
	case <-g.done:
		return slices.Clone(g.diaries), g.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// lead reads for all who wait. It goes on when who leads has gone: the others are
// still there.
func (s *shelf) lead(ctx context.Context, g *glance, from Store, clock func() time.Time) {
	defer close(g.done)
	s.mu.Lock()
	s.running, s.waiting = g, nil
	s.mu.Unlock()
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), lookWithin)
	defer stop()
	g.diaries, g.err = s.read(ctx, from, clock())
}

func (s *shelf) read(ctx context.Context, from Store, now time.Time) ([]booking.Diary, error) {
	read, err := from.Shelf(ctx, s.revisions(), now.Add(-past))
	if err != nil {
		return nil, err
	}
	all := make([]booking.Diary, 0, len(read.Staff))
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, staff := range read.Staff {
		i := slices.IndexFunc(read.Centres, func(c centre.Centre) bool { return c.ID == staff.Centre })
		if i < 0 || read.Revisions[staff.ID] == 0 {
			continue // of no centre, they have no clock; without a diary, no time
		}
		b := s.books[staff.ID]
		if page, ok := read.Pages[staff.ID]; ok {
			b = b.turn(page)
		}
		b = b.fresh(staff, read.Centres[i], policyOf(read.Policies, staff.Centre), now)
		s.books[staff.ID] = b
		all = append(all, b.diary)
	}
	slices.SortFunc(all, func(a, b booking.Diary) int { return cmp.Compare(a.Staff.ID, b.Staff.ID) })
	return all, nil
}

func (s *shelf) revisions() map[account.StaffID]int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := make(map[account.StaffID]int64, len(s.books))
	for who, b := range s.books {
		known[who] = b.page.Revision
	}
	return known
}

// turn puts a page into the book.
func (b book) turn(p Page) book {
	b.page, b.diary.Staff.ID = p, ""
	return b
}

// fresh is the book with its diary as of now.
func (b book) fresh(staff account.Staff, at centre.Centre, policy booking.Policy, now time.Time) book {
	holds := b.until.IsZero() || now.Before(b.until)
	if holds && reflect.DeepEqual(b.diary.Staff, staff) && reflect.DeepEqual(b.diary.Centre, at) && reflect.DeepEqual(b.diary.Policy, policy) {
		return b
	}
	b.diary = b.page.Diary(staff, at, policy, now).Ready(b.diary)
	b.until = time.Time{}
	for _, t := range b.page.Taken {
		if now.Before(t.Until) && (b.until.IsZero() || t.Until.Before(b.until)) {
			b.until = t.Until
		}
	}
	return b
}

// Diary is what booking reckons with.
func (p Page) Diary(staff account.Staff, at centre.Centre, policy booking.Policy, now time.Time) booking.Diary {
	d := booking.Diary{Staff: staff, Centre: at, Policy: policy, Availabilities: p.Availabilities, Busy: p.Outside.Busy}
	for _, a := range p.Absences {
		d.Absences = append(d.Absences, a.Absence)
	}
	for _, t := range p.Taken {
		if t.Until.IsZero() || now.Before(t.Until) {
			d.Taken = append(d.Taken, calendar.Interval{From: t.From, To: t.To})
		}
	}
	return d
}
