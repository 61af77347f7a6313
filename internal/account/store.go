package account

import (
	"context"
	"time"
)

// A Directory keeps the accounts of staff.
type Directory interface {
	// Staff reads one account: fault.NotFound when there is none.
	Staff(ctx context.Context, id StaffID) (Staff, error)
	// AllStaff reads every account, ordered by name, then id.
	AllStaff(ctx context.Context) ([]Staff, error)
	// Credential finds the account that signs in with an address, whatever
	// its case, and its password's hash: fault.NotFound when there is none.
	Credential(ctx context.Context, email string) (Staff, PasswordHash, error)
	// SaveStaff writes an account, new or anew. An empty hash keeps the
	// password; a new one ends the sessions of that account in the same
	// transaction. An address that another account has is fault.Conflict.
	SaveStaff(ctx context.Context, s Staff, h PasswordHash) error
	// Declare notes what a counsellor says of their presence and returns the
	// account as it is then: fault.NotFound when there is none.
	Declare(ctx context.Context, id StaffID, p Presence) (Staff, error)
}

// Session is a signed-in browser, of a visitor or of staff. Only the hash of
// its secret is known to the store.
type Session struct {
	Hash      string // id.Hash of the cookie
	Actor     Actor  // Centre is not stored: it is the account's, when read
	CreatedAt time.Time
	ExpiresAt time.Time
}

// Sessions keeps who is signed in.
type Sessions interface {
	// Begin stores a session.
	Begin(ctx context.Context, s Session) error
	// Session reads the session with that hash, with the Centre of its staff
	// as of now: fault.Unauthenticated when there is none, when it has expired,
	// or when its staff account is gone.
	Session(ctx context.Context, hash string, now time.Time) (Session, error)
	// Extend moves a session's end. It does nothing when there is none.
	Extend(ctx context.Context, hash string, expires time.Time) error
	// End removes a session. It does nothing when there is none.
	End(ctx context.Context, hash string) error
}

// Link is a private link, which opens one thing of a visitor's elsewhere.
type Link struct {
	Hash      string // id.Hash of the token
	Visitor   VisitorID
	Opens     Thing
	ExpiresAt time.Time
}

// Links keeps private links, and forgets a visitor's ways in.
type Links interface {
	// SaveLink stores a link.
	SaveLink(ctx context.Context, l Link) error
	// Link reads the link with that hash: fault.NotFound when there is none or
	// it has expired. A link may be used again until then.
	Link(ctx context.Context, hash string, now time.Time) (Link, error)
	// Forget removes every link and every session of a visitor.
	Forget(ctx context.Context, v VisitorID) error
}
