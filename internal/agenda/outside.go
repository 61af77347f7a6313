package agenda

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/fault"
	"miti/internal/id"
	"miti/internal/roster"
)

const (
	// fetchEvery is how often a calendar elsewhere is read, and longestPause how
	// long at most it is left alone when that fails.
	fetchEvery   = 15 * time.Minute
	longestPause = 6 * time.Hour
	// fetchWithin is longer than one try can take.
	fetchWithin = 5 * time.Minute
	// busyAhead is how far ahead it is read: a year farther than anybody may book,
	// for one that does not change is not read again.
	busyAhead = 2 * 366 * 24 * time.Hour
	// fedAhead is how far ahead a feed of ours goes.
	fedAhead = 366 * 24 * time.Hour
	maxURL   = 2000
	// fedBefore is how much of what is over a feed has.
	fedBefore = 30 * 24 * time.Hour
)

// Fetcher reads a calendar elsewhere.
type Fetcher interface {
	// Fetch reads what a calendar is busy with in a time, if it is another
	// version than the one known. A wall clock that says no zone hangs in the one
	// given. Its error is a Problem.
	Fetch(ctx context.Context, known Outside, span calendar.Interval, zone *time.Location) (Fetched, error)
}

// Fetched is what came.
type Fetched struct {
	// Same tells that nothing has changed; the rest is empty then.
	Same          bool
	Tag, Modified string
	Busy          []calendar.Interval
}

// Error makes a problem an error; the sentence for people is the catalogue's.
func (p Problem) Error() string { return string(p) }

// SetOutside names the calendar that the counsellor who asks has elsewhere: from
// then on, what it is busy with cannot be booked. An empty URL is none.
func (a *Agenda) SetOutside(ctx context.Context, by account.Actor, address string) error {
	who, err := a.staff(ctx, by)
	if err != nil {
		return err
	}
	if address == "" {
		return a.Store.SaveOutside(ctx, Outside{Staff: who.ID})
	}
	if rest, ok := strings.CutPrefix(address, "webcal://"); ok {
		address = "https://" + rest
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil || len(address) > maxURL {
		return fault.New(fault.Malformed)
	}
	now := a.clock()
	if err := a.Store.SaveOutside(ctx, Outside{Staff: who.ID, URL: address, DueAt: now.Add(fetchEvery)}); err != nil {
		return err
	}
	return a.fetch(ctx, Outside{Staff: who.ID, URL: address}, now) // so that a wrong one is seen at once
}

// Fetch reads the calendars elsewhere that are due. Whoever made the agenda calls
// it each minute or so.
func (a *Agenda) Fetch(ctx context.Context) error {
	now := a.clock()
	due, err := a.Store.OutsideDue(ctx, now, now.Add(fetchWithin))
	for _, o := range due {
		err = errors.Join(err, a.fetch(ctx, o, now))
	}
	return err
}

// fetch reads one, and notes how that went. What it had before counts until it
// can be read again.
func (a *Agenda) fetch(ctx context.Context, o Outside, now time.Time) error {
	who, err := a.Store.Staff(ctx, o.Staff)
	if err != nil {
		return err
	}
	zone, err := a.zone(ctx, who)
	if err != nil {
		return err
	}
	got, err := a.Fetcher.Fetch(ctx, o, calendar.Interval{From: now.Add(-past), To: now.Add(busyAhead)}, zone)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	o.TriedAt, o.DueAt = now, now.Add(fetchEvery)
	problem, failed := errors.AsType[Problem](err)
	switch {
	case failed:
		o.Problem = problem
		o.Failures++
		o.DueAt = now.Add(min(fetchEvery<<min(o.Failures, 8), longestPause))
	case err != nil:
		return err
	default:
		o.FetchedAt, o.Problem, o.Failures = now, "", 0
		if !got.Same {
			o.Tag, o.Modified, o.Busy = got.Tag, got.Modified, got.Busy
		}
	}
	return a.Store.NoteOutside(ctx, o)
}

// MakeFeedLink makes a private link to the agenda of the counsellor who asks. The
// one before opens nothing any more.
func (a *Agenda) MakeFeedLink(ctx context.Context, by account.Actor) (token string, err error) {
	who, err := a.staff(ctx, by)
	if err != nil {
		return "", err
	}
	token = id.Secret()
	return token, a.Store.SaveFeedLink(ctx, who.ID, id.Hash(token))
}

// RevokeFeedLink takes it back.
func (a *Agenda) RevokeFeedLink(ctx context.Context, by account.Actor) error {
	who, err := a.staff(ctx, by)
	if err != nil {
		return err
	}
	return a.Store.SaveFeedLink(ctx, who.ID, "")
}

// Feed is an agenda for a calendar elsewhere.
type Feed struct {
	// Language is the first of its counsellor's.
	Language     string
	Appointments []View
	// Shifts are when the counsellor is live, by the clock of Zone.
	Shifts []roster.Shift
	Zone   *time.Location
}

// Feed is the agenda that a private link opens: fault.NotFound when it opens
// none.
func (a *Agenda) Feed(ctx context.Context, token string) (Feed, error) {
	id, err := a.Store.FeedOf(ctx, id.Hash(token))
	if err != nil {
		return Feed{}, err
	}
	who, err := a.Store.Staff(ctx, id)
	if err != nil {
		return Feed{}, err
	}
	f := Feed{}
	if len(who.Languages) > 0 {
		f.Language = who.Languages[0]
	}
	now := a.clock()
	all, err := a.Store.Within(ctx, who.ID, calendar.Interval{From: now.Add(-fedBefore), To: now.Add(fedAhead)})
	if err != nil {
		return Feed{}, err
	}
	if f.Appointments, err = a.views(ctx, all, booking.ByStaff); err != nil {
		return Feed{}, err
	}
	if f.Zone, err = a.zone(ctx, who); err != nil {
		return Feed{}, err
	}
	f.Shifts, err = a.Store.Shifts(ctx, calendar.DateOf(now.Add(-fedBefore).In(f.Zone)), calendar.DateOf(now.Add(fedAhead).In(f.Zone)))
	f.Shifts = slices.DeleteFunc(f.Shifts, func(s roster.Shift) bool { return s.Staff != who.ID })
	return f, err
}
