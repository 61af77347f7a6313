// Package door is where requests come in, by HTTP and by socket: from which
// page, from which address, and whose session they carry.
package door

import (
	"context"
	"net/http"
	"strings"
	"time"

	"miti/internal/account"
	"miti/internal/fault"
	"miti/internal/id"
)

// The cookies, and how long a session lasts without being used.
const (
	VisitorCookie = "miti_visitor"
	StaffCookie   = "miti_staff"

	visitorFor = 30 * 24 * time.Hour
	staffFor   = 12 * time.Hour
)

// Door knows sessions by their cookies. Origins and Addresses say where a
// request may come from, and comes from.
type Door struct {
	Origins   Origins
	Addresses Addresses
	Sessions  account.Sessions
	Now       func() time.Time
}

// Visitor is the session of the visitor whose cookie the request carries;
// nobody's when there is none, or when it has ended.
func (d *Door) Visitor(r *http.Request) (account.Session, error) {
	return d.session(r.Context(), VisitorTicket(r))
}

// Staff is the session of the member of staff whose cookie the request
// carries, or nobody's.
func (d *Door) Staff(r *http.Request) (account.Session, error) {
	return d.session(r.Context(), StaffTicket(r))
}

// A Ticket is what a request showed at the door. A connection that outlives
// its request keeps it, and is looked at again.
type Ticket struct{ cookie, secret string }

// VisitorTicket is the ticket of the cookie for visitors.
func VisitorTicket(r *http.Request) Ticket { return ticket(r, VisitorCookie) }

// StaffTicket is the ticket of the cookie for staff.
func StaffTicket(r *http.Request) Ticket { return ticket(r, StaffCookie) }

func ticket(r *http.Request, cookie string) Ticket {
	c, err := r.Cookie(cookie)
	if err != nil || !id.Valid(c.Value) {
		return Ticket{}
	}
	return Ticket{cookie: cookie, secret: strings.Clone(c.Value)} // and not the whole header
}

// Holder is whose session a ticket is for, now; nobody when there is none.
func (d *Door) Holder(ctx context.Context, t Ticket) (account.Actor, error) {
	s, err := d.session(ctx, t)
	return s.Actor, err
}

// session reads the session of a ticket; an empty one when there is none.
func (d *Door) session(ctx context.Context, t Ticket) (account.Session, error) {
	if t.secret == "" {
		return account.Session{}, nil
	}
	return d.bySecret(ctx, t.cookie, t.secret)
}

func (d *Door) bySecret(ctx context.Context, cookie, secret string) (account.Session, error) {
	s, err := d.Sessions.Session(ctx, id.Hash(secret), d.Now())
	if fault.CodeOf(err) == fault.Unauthenticated {
		return account.Session{}, nil
	}
	// A secret counts only in the cookie that it was made for.
	if err == nil && (s.Actor.Staff != "") != (cookie == StaffCookie) {
		return account.Session{}, nil
	}
	return s, err
}

// Begin signs the actor in with a fresh secret and ends the session that the
// browser brought along: a secret that somebody planted gains no rights.
func (d *Door) Begin(w http.ResponseWriter, r *http.Request, a account.Actor) error {
	if err := d.endOf(r, cookieOf(a)); err != nil {
		return err
	}
	return d.begin(w, r, a, id.Secret())
}

// Newcomer is a visitor who has no session yet.
type Newcomer struct {
	Actor  account.Actor
	secret string
	known  bool
}

// Newcomer makes a visitor of a secret of the page's own, or of a fresh one.
// The same secret is always the same visitor, so that a repeat after a lost
// answer is theirs.
func (d *Door) Newcomer(ctx context.Context, secret string) (Newcomer, error) {
	if secret == "" {
		secret = id.Secret()
	}
	before, err := d.bySecret(ctx, VisitorCookie, secret)
	if err != nil {
		return Newcomer{}, err
	}
	if !before.Actor.IsNobody() {
		return Newcomer{Actor: before.Actor, secret: secret, known: true}, nil
	}
	visitor := account.VisitorID(id.Hash("visitor " + secret)[:id.Length])
	return Newcomer{Actor: account.Actor{Visitor: visitor}, secret: secret}, nil
}

// Admit signs a newcomer in.
func (d *Door) Admit(w http.ResponseWriter, r *http.Request, n Newcomer) error {
	if n.known {
		d.setCookie(w, VisitorCookie, n.secret, visitorFor)
		return nil
	}
	return d.begin(w, r, n.Actor, n.secret)
}

func (d *Door) begin(w http.ResponseWriter, r *http.Request, a account.Actor, secret string) error {
	now := d.Now()
	cookie := cookieOf(a)
	err := d.Sessions.Begin(r.Context(), account.Session{
		Hash: id.Hash(secret), Actor: a, CreatedAt: now, ExpiresAt: now.Add(lifetime(cookie)),
	})
	if err != nil {
		return err
	}
	d.setCookie(w, cookie, secret, lifetime(cookie))
	return nil
}

// Keep moves the end of a session that a request has shown, when a tenth of
// its time has passed: not a write for each request.
func (d *Door) Keep(w http.ResponseWriter, r *http.Request, s account.Session) error {
	cookie := cookieOf(s.Actor)
	whole := lifetime(cookie)
	if s.ExpiresAt.Sub(d.Now()) > whole*9/10 {
		return nil
	}
	if err := d.Sessions.Extend(r.Context(), s.Hash, d.Now().Add(whole)); err != nil {
		return err
	}
	if c, err := r.Cookie(cookie); err == nil {
		d.setCookie(w, cookie, c.Value, whole)
	}
	return nil
}

// End signs the actor out and takes the cookie back.
func (d *Door) End(w http.ResponseWriter, r *http.Request, a account.Actor) error {
	cookie := cookieOf(a)
	if err := d.endOf(r, cookie); err != nil {
		return err
	}
	d.setCookie(w, cookie, "", -time.Second)
	return nil
}

func (d *Door) endOf(r *http.Request, cookie string) error {
	c, err := r.Cookie(cookie)
	if err != nil || !id.Valid(c.Value) {
		return nil
	}
	return d.Sessions.End(r.Context(), id.Hash(c.Value))
}

func (d *Door) setCookie(w http.ResponseWriter, name, value string, lasts time.Duration) {
	c := &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: int(lasts / time.Second),
		HttpOnly: true, Secure: d.Origins.Secure(), SameSite: http.SameSiteLaxMode,
	}
	if name == StaffCookie {
		c.SameSite = http.SameSiteStrictMode
	}
	http.SetCookie(w, c)
}

func cookieOf(a account.Actor) string {
	if a.Staff != "" {
		return StaffCookie
	}
	return VisitorCookie
}

func lifetime(cookie string) time.Duration {
	if cookie == StaffCookie {
		return staffFor
	}
	return visitorFor
}
