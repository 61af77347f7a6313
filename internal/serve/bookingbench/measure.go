package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"miti/booking"
	"miti/internal/store"
)

// bench is one engine under measurement.
type bench struct {
	load
	engine  string
	store   *store.Store
	options store.Options
	out     io.Writer
	client  *client
}

// figures are how long something took, each time it was done.
type figures struct {
	times []time.Duration
	lasts time.Duration
}

func (f figures) at(part float64) float64 {
	if len(f.times) == 0 {
		return 0
	}
	slices.Sort(f.times)
	return float64(f.times[min(int(part*float64(len(f.times))), len(f.times)-1)]) / float64(time.Millisecond)
}

func (f figures) perSecond() float64 { return float64(len(f.times)) / f.lasts.Seconds() }

// measured is which of the readers' figures the last line has.
const measured = 10

func (b *bench) measure(ctx context.Context) error {
	began := time.Now()
	if err := b.ask(ctx, rand.New(rand.NewPCG(0, 0)), 20); err != nil {
		return err
	}
	b.say("the first query after a start: %.0f ms", float64(time.Since(began))/float64(time.Millisecond))
	var of figures
	for _, n := range b.readers {
		f, err := b.during(ctx, n, func(ctx context.Context, r *rand.Rand) (bool, error) { return true, b.ask(ctx, r, 20) })
		if err != nil {
			return err
		}
		b.say("the first 20 slots, %d at once: %.0f a second, p50 %.1f ms, p99 %.1f ms", n, f.perSecond(), f.at(0.5), f.at(0.99))
		if n == measured || len(of.times) == 0 {
			of = f
		}
	}
	if err := b.measureYear(ctx); err != nil {
		return err
	}
	booked, err := b.measureBooking(ctx)
	if err != nil {
		return err
	}
	double, err := b.doubled(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(b.out, "booking engine=%s slots_p50_ms=%.1f slots_p99_ms=%.1f bookings_per_s=%.1f double=%d\n",
		b.engine, of.at(0.5), of.at(0.99), booked.perSecond(), double)
	if double > 0 {
		return fmt.Errorf("%d appointments overlap on %s", double, b.engine)
	}
	return nil
}

func (b *bench) say(text string, values ...any) {
	fmt.Fprintf(b.out, "%s: "+text+"\n", append([]any{b.engine}, values...)...)
}

// wish is one as visitors have them: mostly of anybody, now and then of somebody.
func (b *bench) wish(r *rand.Rand) booking.Wish {
	w := booking.Wish{
		Kind: []booking.Kind{booking.Video, booking.Audio, booking.OnSite}[r.IntN(3)], Topic: topics[r.IntN(len(topics))],
		Language: "fr",
	}
	if w.Kind == booking.OnSite {
		w.Centre = centreOf(r.IntN(centres))
	} else if r.IntN(5) == 0 {
		w.Language = languages[r.IntN(len(languages))]
	}
	if r.IntN(4) == 0 {
		w = booking.Wish{Kind: booking.Video, Language: "fr", Staff: staffOf(r.IntN(b.counsellors))}
	}
	return w
}

func (b *bench) ask(ctx context.Context, r *rand.Rand, limit int) error {
	_, err := b.client.slots(ctx, b.wish(r), time.Time{}, limit)
	return err
}

// measureYear asks for all slots of a year.
func (b *bench) measureYear(ctx context.Context) error {
	wish := booking.Wish{Kind: booking.Video, Language: "fr"}
	found := 0
	f, err := b.during(ctx, 1, func(ctx context.Context, _ *rand.Rand) (bool, error) {
		all, err := b.client.slots(ctx, wish, time.Time{}, 20_000)
		found = len(all)
		return true, err
	})
	if err != nil {
		return err
	}
	first := 0.0
	if len(f.times) > 0 {
		first = float64(f.times[0]) / float64(time.Millisecond)
	}
	b.say("all %d slots of a year with any of %d: first %.0f ms, p50 %.1f ms", found, b.counsellors, first, f.at(0.5))
	return nil
}

// measureBooking lets many book the same few times: whoever comes second takes
// one of the others that they are told of.
func (b *bench) measureBooking(ctx context.Context) (figures, error) {
	wish := booking.Wish{Kind: booking.Video, Language: "fr"}
	f, err := b.during(ctx, b.bookers, func(ctx context.Context, r *rand.Rand) (bool, error) {
		slots, err := b.client.slots(ctx, wish, time.Now().AddDate(0, 0, 14), 5)
		if err != nil || len(slots) == 0 {
			return false, cmp.Or(err, fmt.Errorf("no slots are left"))
		}
		return b.client.book(ctx, r, wish, slots[r.IntN(len(slots))].Start)
	})
	b.say("bookings by %d at once, each with its slots, its hold and its letters: %.1f a second, p50 %.0f ms, p99 %.0f ms",
		b.bookers, f.perSecond(), f.at(0.5), f.at(0.99))
	return f, err
}

// during does something n at once for a while, and keeps how long it took when it
// was done.
func (b *bench) during(ctx context.Context, n int, do func(context.Context, *rand.Rand) (bool, error)) (figures, error) {
	var mu sync.Mutex
	var all figures
	var failed error
	var people sync.WaitGroup
	began := time.Now()
	for i := range n {
		people.Go(func() {
			r := rand.New(rand.NewPCG(uint64(n), uint64(i)))
			var times []time.Duration
			for ctx.Err() == nil && (time.Since(began) < b.lasts || len(times) == 0) {
				from := time.Now()
				done, err := do(ctx, r)
				if err != nil {
					mu.Lock()
					failed = cmp.Or(failed, err)
					mu.Unlock()
					return
				}
				if done {
					times = append(times, time.Since(from))
				}
			}
			mu.Lock()
			all.times = append(all.times, times...)
			mu.Unlock()
		})
	}
	people.Wait()
	all.lasts = time.Since(began)
	return all, cmp.Or(failed, ctx.Err())
}

// doubled counts the appointments that overlap another one of the same
// counsellor's.
func (b *bench) doubled(ctx context.Context) (n int, err error) {
	db, err := b.open()
	if err != nil {
		return 0, err
	}
	defer db.Close() //nolint:errcheck // it has done its work
	err = db.QueryRowContext(ctx, `SELECT count(*) FROM (SELECT start_at,
		lag(end_at) OVER (PARTITION BY staff ORDER BY start_at, id) AS before FROM appointments
		WHERE state IN ('booked', 'met')) AS each WHERE before > start_at`).Scan(&n)
	return n, err
}
