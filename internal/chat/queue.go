package chat

import (
	"cmp"
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/centre"
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

// A Wait is how long somebody waited for a counsellor a while ago, and for what.
type Wait struct {
	Topic    centre.TopicID
	Language string
	Centre   centre.ID
	For      time.Duration
}

// Estimate is the range of the middle half of recent waits for the same topic in
// the same language; where these are too few, of the waits for one of those
// counsellors who may serve the conversation. It is zero when these are too few
// too.
func Estimate(c Conversation, waits []Wait, staff []account.Staff) (from, to time.Duration) {
	mine := slices.DeleteFunc(slices.Clone(staff), func(s account.Staff) bool { return !MayServe(s, c) })
	var alike, near []time.Duration
	for _, w := range waits {
		other := Conversation{Topic: w.Topic, Language: w.Language, Centre: w.Centre}
		if w.Topic == c.Topic && w.Language == c.Language {
			alike = append(alike, w.For)
		}
		if slices.ContainsFunc(mine, func(s account.Staff) bool { return MayServe(s, other) }) {
			near = append(near, w.For)
		}
	}
	for _, found := range [][]time.Duration{alike, near} {
		if last := len(found) - 1; len(found) >= enoughWaits {
			slices.Sort(found)
			return found[last/4], found[last-last/4]
		}
	}
	return 0, 0
}
