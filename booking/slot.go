package booking

import (
	"cmp"
	"maps"
	"math/bits"
	"slices"
	"time"

	"miti/internal/calendar"
)

// Slot is a time that somebody could be met.
type Slot struct{ Start, End time.Time }

// Slots are the first most times, in order, at which a wish can be met by any of
// the diaries. It looks no further than it must.
func Slots(diaries []Diary, w Wish, span calendar.Interval, now time.Time, most int) []Slot {
	var slots []Slot
	diaries = slices.Clone(diaries)
	for i, d := range diaries {
		if d.ready == nil {
			diaries[i] = d.Ready(Diary{}) // it is asked once a week
		}
	}
	end := minuteUp(span.To)
	weeks := map[int]*week{}
	var starts []int64
	for n := minuteOf(span.From) / weekMinutes; n*weekMinutes < end && len(slots) < most; n++ {
		for _, d := range diaries {
			in := d.bookable(span, now)
			in.from, in.to = max(in.from, n*weekMinutes), min(in.to, (n+1)*weekMinutes)
			starts = d.starts(starts[:0], w, in)
			if len(starts) == 0 {
				continue
			}
			length := d.length(w)
			if weeks[length] == nil {
				weeks[length] = new(week)
			}
			weeks[length].add(n, starts)
		}
		slots = append(slots, slotsOf(weeks, n)...)
	}
	return slots[:min(len(slots), most)]
}

// slotsOf are the starts of a week with their ends, in order, and empties it.
func slotsOf(weeks map[int]*week, n int64) []Slot {
	var slots []Slot
	for _, length := range slices.Sorted(maps.Keys(weeks)) {
		for _, m := range weeks[length].take(n) {
			slots = append(slots, Slot{Start: instant(m), End: instant(m + int64(length))})
		}
	}
	if len(weeks) > 1 {
		slices.SortStableFunc(slots, func(a, b Slot) int { return a.Start.Compare(b.Start) })
	}
	return slots
}

// A week has a bit for each of its minutes at which something may begin.
type week [(weekMinutes + 63) / 64]uint64

func (w *week) add(n int64, minutes []int64) {
	for _, m := range minutes {
		m -= n * weekMinutes
		w[m/64] |= 1 << (m % 64)
	}
}

func (w *week) take(n int64) []int64 {
	var minutes []int64
	for i, word := range w {
		for ; word != 0; word &= word - 1 {
			minutes = append(minutes, n*weekMinutes+int64(i*64+bits.TrailingZeros64(word)))
		}
		w[i] = 0
	}
	return minutes
}

// Free are those of the diaries that offer a start, those with the fewest
// appointments first, so that everybody gets a fair share; in the same order for
// the same diaries.
func Free(diaries []Diary, w Wish, start, now time.Time) []Diary {
	free := slices.DeleteFunc(slices.Clone(diaries), func(d Diary) bool { return !d.offers(w, start, now) })
	slices.SortFunc(free, func(a, b Diary) int {
		return cmp.Or(cmp.Compare(len(a.Taken), len(b.Taken)), cmp.Compare(a.Staff.ID, b.Staff.ID))
	})
	return free
}

// CellMinutes is the grain of a counsellor's time: no two appointments share
// one, which the store holds by a unique key.
const CellMinutes = 5

// Cells are the numbers of the cells that a time touches.
func Cells(i calendar.Interval) []int64 {
	const cell = int64(CellMinutes * 60)
	var cells []int64
	for n := i.From.Unix() / cell; n*cell < i.To.Unix(); n++ {
		cells = append(cells, n)
	}
	return cells
}
