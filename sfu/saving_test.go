package sfu

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"miti/sfu/layer"
)

// More is said at once. Less is said when it has been less for a while, so that
// what comes and goes is not switched off and on.
func TestLessIsSaidWhenItHasBeenLessForAWhile(t *testing.T) {
	set := func(numbers ...int) (s layer.Set) {
		for _, n := range numbers {
			s = s.With(n)
		}
		return s
	}
	s := saving{said: layer.First(3)}
	now := time.Date(2026, time.November, 30, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		what   string
		after  time.Duration
		wanted layer.Set
		isSaid bool
		said   []int
	}{
		{"all are wanted", 0, set(0, 1, 2), false, []int{0, 1, 2}},
		{"the middle is left over", time.Second, set(0, 2), false, []int{0, 1, 2}},
		{"and wanted again", leaveAfter - 1, set(0, 1, 2), false, []int{0, 1, 2}},
		{"left over again", time.Second, set(0, 2), false, []int{0, 1, 2}},
		{"and for long", leaveAfter, set(0, 2), true, []int{0, 2}},
		{"nothing is new", time.Hour, set(0, 2), false, []int{0, 2}},
		{"the middle for the greatest", time.Second, set(0, 1), true, []int{0, 1, 2}},
		{"the greatest for the middle", leaveAfter - 1, set(0, 2), false, []int{0, 1, 2}},
		{"which each was left over for a moment", leaveAfter - 1, set(0, 1), false, []int{0, 1, 2}},
		{"and now for long", leaveAfter, set(0, 1), true, []int{0, 1}},
		{"nobody is there", time.Second, set(), false, []int{0, 1}},
		{"for long", leaveAfter, set(), true, []int{}},
		{"somebody comes", 0, set(0, 1, 2), true, []int{0, 1, 2}},
	} {
		now = now.Add(c.after)
		if is := s.layers(c.wanted, now); is != c.isSaid {
			t.Errorf("%s: said %v", c.what, is)
		}
		if d := cmp.Diff(c.said, s.said.Numbers()); d != "" {
			t.Errorf("%s: %s", c.what, d)
		}
	}
}
