// Package fault is the vocabulary of what can go wrong for a caller: a closed
// list of codes, each with a sentence in every language of the catalogue
// ("fault.CODE"). What is not in the list is for the operator alone.
package fault

import (
	"errors"
	"time"
)

// Code names what went wrong in a way that a page can turn into a sentence.
type Code string

// The codes. A test holds that the catalogue has a sentence for each.
const (
	Malformed       Code = "malformed"        // the request cannot be read
	TooLarge        Code = "too_large"        // a text, body or frame over its limit
	UnknownType     Code = "unknown_type"     // a socket message of no known type
	Unauthenticated Code = "unauthenticated"  // nobody is signed in, or no longer
	BadSignIn       Code = "bad_sign_in"      // address or password do not fit
	Forbidden       Code = "forbidden"        // known, but not allowed
	NotFound        Code = "not_found"        // not there, or not theirs to know of
	Taken           Code = "taken"            // somebody else was faster: By says who
	Conflict        Code = "conflict"         // what it acts on is in another state by now
	NotThere        Code = "not_there"        // nobody of those whom it is for is there
	Full            Code = "full"             // the counsellor's or the room's capacity is reached
	TooMany         Code = "too_many"         // too often: After says when to come back
	Unavailable     Code = "unavailable"      // not now: try again
	ContactRequired Code = "contact_required" // an answer needs an address to go to
	BadContact      Code = "bad_contact"      // neither a mail address nor a telephone number
	BadHours        Code = "bad_hours"        // hours that cannot be kept so; the *calendar.Problem beside it says why
	OutsideShift    Code = "outside_shift"    // the roster of today has others at this time: Next says when
	BadOffer        Code = "bad_offer"        // the media offer cannot be answered
	BadFile         Code = "bad_file"         // of a kind that is not let in
	FilesFull       Code = "files_full"       // the conversation has as many files as it may
	Replaced        Code = "replaced"         // the same person joined from elsewhere
	Internal        Code = "internal"         // ours; its text never leaves
)

// Codes lists every code.
func Codes() []Code {
	return []Code{Malformed, TooLarge, UnknownType, Unauthenticated, BadSignIn, Forbidden, NotFound, Taken,
		Conflict, NotThere, Full, TooMany, Unavailable, ContactRequired, BadContact, BadHours, OutsideShift, BadOffer, BadFile, FilesFull, Replaced, Internal}
}

// Error is a fault that the caller is told of.
type Error struct {
	Code Code
	// By is the first name of who was faster (Taken).
	By string
	// Next is when the next shift of who asks begins (OutsideShift); zero when
	// there is none today.
	Next time.Time
	// After is how long to wait before the next try; zero when trying again
	// unchanged is of no use.
	After time.Duration
}

// Error says the code; the sentence for people is the catalogue's.
func (e *Error) Error() string { return string(e.Code) }

// Is lets errors.Is compare by code alone.
func (e *Error) Is(target error) bool {
	t, ok := errors.AsType[*Error](target)
	return ok && t.Code == e.Code
}

// New makes a fault of the code.
func New(c Code) *Error { return &Error{Code: c} }

// TakenBy is Taken with the first name of who was faster.
func TakenBy(name string) *Error { return &Error{Code: Taken, By: name} }

// Outside is OutsideShift with when the next shift begins, zero for none today.
func Outside(next time.Time) *Error { return &Error{Code: OutsideShift, Next: next} }

// RetryAfter is a fault that may be tried again unchanged.
func RetryAfter(c Code, d time.Duration) *Error { return &Error{Code: c, After: d} }

// Of finds the fault in an error; what has none is Internal.
func Of(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return New(Internal)
}

// CodeOf is the code of Of.
func CodeOf(err error) Code { return Of(err).Code }
