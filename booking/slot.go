package booking

import (
	"cmp"
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/calendar"
)

// Slot is a time at which an appointment may begin, with those who could be met
// then.
type Slot struct {
	Start, End time.Time
	Staff      []account.StaffID
}

// Slots are the first most times, in order, at which a wish can be met by any of
// the diaries.
func Slots(diaries []Diary, w Wish, span calendar.Interval, now time.Time) []Slot {
	byStart := map[time.Time]*Slot{}
	var all []*Slot
	for _, d := range diaries {
		length := d.Policy.Length(w.Topic)
		for _, start := range d.Starts(w, span, now) {
			s := byStart[start]
			if s == nil {
				s = &Slot{Start: start, End: start.Add(length)}
				byStart[start] = s
				all = append(all, s)
			}
			s.Staff = append(s.Staff, d.Staff.ID)
		}
	}
	slices.SortFunc(all, func(a, b *Slot) int { return a.Start.Compare(b.Start) })
	slots := make([]Slot, len(all))
	for i, s := range all {
		slots[i] = *s
	}
	return slots
}

// Choose is whose appointment it becomes at a start: of those who are free then,
// who has the fewest, so that everybody gets a fair share; the same one for the
// same diaries. ok is false when nobody is free.
func Choose(diaries []Diary, w Wish, start, now time.Time) (d Diary, ok bool) {
	free := slices.DeleteFunc(slices.Clone(diaries), func(d Diary) bool { return !d.offers(w, start, now) })
	if len(free) == 0 {
		return Diary{}, false
	}
	return slices.MinFunc(free, func(a, b Diary) int {
		return cmp.Or(cmp.Compare(len(a.Taken), len(b.Taken)), cmp.Compare(a.Staff.ID, b.Staff.ID))
	}), true
}

// offers tells whether the list shows a start.
func (d Diary) offers(w Wish, start, now time.Time) bool {
	starts := d.Starts(w, calendar.Interval{From: start, To: start.Add(time.Nanosecond)}, now)
	return slices.ContainsFunc(starts, start.Equal)
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
