package agenda

import (
	"context"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/outbox"
	"miti/internal/roster"
)

// Store is everything that the agenda keeps. agendatest.Run holds what each
// store must do.
type Store interface {
	Appointments
	Arrangements
	account.Links
	// Staff and Topics are those of account.Directory and centre.Store.
	Staff(ctx context.Context, id account.StaffID) (account.Staff, error)
	Topics(ctx context.Context) ([]centre.TopicID, error)
	// Shifts is that of roster.Store.
	Shifts(ctx context.Context, from, to calendar.Date) ([]roster.Shift, error)
}

// Appointments keeps appointments. It knows no rule: ChangeAppointment is the
// one way to write one, and the rules decide inside it.
type Appointments interface {
	// ChangeAppointment is one act on one appointment, in one transaction:
	//
	//  1. It locks the diaries of the counsellors whom About names or the
	//     appointment and the offer are of, in order of their ids, and then the
	//     appointment. Holds of theirs that have run out at About.Now leave their
	//     cells.
	//  2. It reads the Case and gives it to act. An appointment that does not
	//     exist is a Case with an empty ID: act may begin it.
	//  3. It writes the Change that act returns: the appointment, its cells, the
	//     letters (outbox.Queue says how). A cell that another appointment has
	//     is fault.Taken, and nothing is written, whatever act thought.
	//
	// An error of act is returned as it is, and nothing is written; nor is
	// anything when the appointment is as it was and there are no letters. It
	// calls act again, with what is true then, when the transaction lost a race,
	// so act only computes.
	ChangeAppointment(ctx context.Context, about About, act func(Case) (Change, error)) error
	// Appointment reads one: fault.NotFound when there is none.
	Appointment(ctx context.Context, id booking.ID) (booking.Appointment, error)
	// Of reads the appointments of a visitor, the last one first, without those
	// that are only held.
	Of(ctx context.Context, v account.VisitorID) ([]booking.Appointment, error)
	// Within reads the appointments of a counsellor that share time with an
	// interval, in order, without those that are only held, or cancelled.
	Within(ctx context.Context, s account.StaffID, i calendar.Interval) ([]booking.Appointment, error)
	// Offered reads the held times of an offer, in order.
	Offered(ctx context.Context, o booking.OfferID) ([]booking.Appointment, error)
	// Lapsed reads the held times whose holds ran out in an interval, its end
	// included, and while which an appointment was booked whose visitor would like
	// an earlier time.
	Lapsed(ctx context.Context, i calendar.Interval) ([]booking.ID, error)
	// ClearHolds removes the held times that ran out before an instant.
	ClearHolds(ctx context.Context, before time.Time) error
}

// Arrangements keeps what slots are made of.
type Arrangements interface {
	// Shelf reads all that slots are made of, as of one moment; of the diaries
	// those alone whose revision is not the known one, and what ends after since.
	Shelf(ctx context.Context, known map[account.StaffID]int64, since time.Time) (Shelf, error)
	// Network reads who and what the network has.
	Network(ctx context.Context) (Network, error)
	// Page reads one counsellor's part of it; without what is Taken.
	Page(ctx context.Context, s account.StaffID) (Page, error)
	// SaveAvailability and SaveAbsence write one, new or anew; one of somebody
	// else's with that id is fault.Conflict. Remove… removes one of a
	// counsellor's: fault.NotFound when there is none.
	SaveAvailability(ctx context.Context, a booking.Availability) error
	RemoveAvailability(ctx context.Context, s account.StaffID, id booking.AvailabilityID) error
	SaveAbsence(ctx context.Context, a booking.Absence) error
	RemoveAbsence(ctx context.Context, s account.StaffID, id booking.AbsenceID) error
	// SavePolicy writes that of a centre.
	SavePolicy(ctx context.Context, c centre.ID, p booking.Policy) error
	Feeds
}

// Feeds keeps the calendars that counsellors have elsewhere, and the links to
// their agendas here.
type Feeds interface {
	// SaveFeedLink makes the link of a counsellor's agenda that with the hash; the
	// one before opens nothing any more. An empty hash is none.
	SaveFeedLink(ctx context.Context, s account.StaffID, hash string) error
	// FeedOf is the counsellor whose agenda the link with the hash opens:
	// fault.NotFound when there is none.
	FeedOf(ctx context.Context, hash string) (account.StaffID, error)
	// SaveOutside writes the calendar that a counsellor has elsewhere; one without
	// a URL removes it.
	SaveOutside(ctx context.Context, o Outside) error
	// NoteOutside writes what a try found, unless the URL is another one by now.
	NoteOutside(ctx context.Context, o Outside) error
	// OutsideDue reads the calendars that are to be fetched again at an instant,
	// the one that is due longest first, and makes them due again only after
	// until, so that no two nodes fetch the same.
	OutsideDue(ctx context.Context, now, until time.Time) ([]Outside, error)
}

// About names what an act needs to know, and so what the store locks.
type About struct {
	Appointment booking.ID
	// Staff is whose diary the act depends on, beside the one of the
	// appointment as it is, and Start the time in it that it is about.
	Staff account.StaffID
	Start time.Time
	// Offer is set when the act chooses one of the times that were offered: they
	// count as free, and all of them are given up for it.
	Offer booking.OfferID
	// Frees is set when the act may free a time for those who wait for one.
	Frees bool
	// Now is the time of the act.
	Now time.Time
}

// Case is an appointment with all that an act may decide on.
type Case struct {
	booking.Appointment
	// Diaries are those of the counsellors that About locks, without the
	// appointment itself and the times of About.Offer. Of the rest they have what
	// is within a day and a half of About.Start or of the appointment.
	Diaries map[account.StaffID]booking.Diary
	// Policies are those of the centres that have one of their own.
	Policies map[centre.ID]booking.Policy
	// Hopeful are the booked appointments that are to come and whose visitors
	// would like an earlier time, those that were booked first before the others.
	// It is empty unless About.Frees.
	Hopeful []booking.Appointment
}

// Policy is that of a centre.
func (c Case) Policy(of centre.ID) booking.Policy { return policyOf(c.Policies, of) }

func policyOf(all map[centre.ID]booking.Policy, of centre.ID) booking.Policy {
	if p, ok := all[of]; ok {
		return p
	}
	return booking.DefaultPolicy()
}

// Change is what an act does to an appointment: all of it, or nothing.
type Change struct {
	Appointment booking.Appointment
	// Withdrawn are withdrawn before Letters are written, so that a key in both
	// is a letter with other words.
	Withdrawn []string
	Letters   []outbox.Letter
	// Erase withdraws the letters about the appointment, and forgets whom they
	// were for.
	Erase bool
}

// Shelf is all that slots are made of, as of one moment.
type Shelf struct {
	Network
	// Revisions has a number for each counsellor who has a diary, that grows with
	// each change of it.
	Revisions map[account.StaffID]int64
	// Pages are the diaries that were asked for.
	Pages map[account.StaffID]Page
}

// Network is who and what the network has: Policies are those of the centres
// that have one of their own.
type Network struct {
	Staff    []account.Staff
	Centres  []centre.Centre
	Policies map[centre.ID]booking.Policy
}

// Page is what is kept of a counsellor's time.
type Page struct {
	Revision       int64
	Availabilities []booking.Availability
	Absences       []booking.Absence
	// Taken are the appointments to come, or just over, in any order.
	Taken   []Taken
	Outside Outside
}

// Taken is a time that nobody else can have; Until is when a held one is free
// again, zero for an appointment.
type Taken struct {
	calendar.Interval
	Until time.Time
}

// Outside is a calendar that a counsellor has elsewhere.
type Outside struct {
	Staff account.StaffID
	URL   string // "" for none
	// Tag and Modified are what the server said of its last version.
	Tag, Modified string
	// FetchedAt is when it was last read, TriedAt when that was last tried, and
	// DueAt when it is to be tried again.
	FetchedAt, TriedAt, DueAt time.Time
	// Problem is why the last try failed, "" when it did not; Failures how many
	// did, one after the other.
	Problem  Problem
	Failures int
	// Busy is what it has, in order.
	Busy []calendar.Interval
}

// Problem is why a calendar elsewhere could not be read.
type Problem string

// The problems.
const (
	Unreachable Problem = "unreachable" // no answer, or an error
	Refused     Problem = "refused"     // the address is not, or no longer, ours to read
	NotPublic   Problem = "not_public"  // an address in a network of somebody's own
	Unreadable  Problem = "unreadable"  // what came is no calendar
	TooLong     Problem = "too_long"
)

// Name is the first name of somebody of the network, "" for who has gone.
func (n Network) Name(of account.StaffID) string {
	for _, s := range n.Staff {
		if s.ID == of {
			return s.Name
		}
	}
	return ""
}

// Centre is the centre with that id, an empty one when there is none.
func (n Network) Centre(of centre.ID) centre.Centre {
	for _, c := range n.Centres {
		if c.ID == of {
			return c
		}
	}
	return centre.Centre{}
}
