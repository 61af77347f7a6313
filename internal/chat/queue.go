package chat

import (
	"cmp"
	"slices"
	"time"

	"miti/internal/account"
)

// Estimates are made of the waits of the last EstimateOver, if there are
// enough of them to be honest.
const (
	EstimateOver = 2 * time.Hour
	enoughWaits  = 5
)

// InOrder sorts conversations as a queue: those of lost counsellors first,
// then by how long they wait.
func InOrder(a, b Conversation) int {
	switch {
	case a.Front != b.Front && a.Front:
		return -1
	case a.Front != b.Front:
		return 1
	}
	return cmp.Or(a.WaitingSince.Compare(b.WaitingSince), cmp.Compare(a.ID, b.ID))
}

// Position is the place of a waiting conversation among others, from 1. Those
// before it count who are rivals: whom somebody serves who could serve both.
func Position(c Conversation, waiting []Conversation, staff []account.Staff) int {
	mine := slices.DeleteFunc(slices.Clone(staff), func(s account.Staff) bool { return !MayServe(s, c) })
	place := 1
	for _, other := range waiting {
		rivals := slices.ContainsFunc(mine, func(s account.Staff) bool { return MayServe(s, other) })
		if rivals && other.ID != c.ID && InOrder(other, c) < 0 {
			place++
		}
	}
	return place
}

// Estimate is the range of the middle half of recent waits, zero when there are
// too few of them to tell anything.
func Estimate(waits []time.Duration) (from, to time.Duration) {
	if len(waits) < enoughWaits {
		return 0, 0
	}
	sorted := slices.Sorted(slices.Values(waits))
	last := len(sorted) - 1
	return sorted[last/4], sorted[last-last/4]
}
