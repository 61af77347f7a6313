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
	LinkCookie    = "miti_link"
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

// Linked is the session that private links began, or nobody's. It is beside the
// browser's own, which a link takes nothing from.
func (d *Door) Linked(r *http.Request) (account.Session, error) {
	return d.session(r.Context(), LinkTicket(r))
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

// LinkTicket is the ticket of the cookie for those who came by a private link.
func LinkTicket(r *http.Request) Ticket { return ticket(r, LinkCookie) }

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
	if err == nil && cookieOf(s.Actor) != cookie {
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
	return d.begin(w, r, a, id.Secret(), d.Now().Add(lifetime(cookieOf(a))))
}

// Follow opens a private link, and says as whom the page goes on. Where the visitor
// has their own session nothing needs to be opened. Else another session begins, of
// what the link is about and what links opened before of the same visitor's; the
// one before is left to run out, because pages and sockets have it. It ends with
// the first of its links.
func (d *Door) Follow(w http.ResponseWriter, r *http.Request, l account.Link) (account.Actor, error) {
	if own, err := d.Visitor(r); err != nil || own.Actor.Visitor == l.Visitor {
		return own.Actor, err
	}
	before, err := d.Linked(r)
	if err != nil {
		return account.Actor{}, err
	}
	a, until := account.Actor{Visitor: l.Visitor, Scope: account.Only(l.Opens)}, d.Now().Add(visitorFor)
	if before.Actor.Visitor == l.Visitor {
		if before.Actor.Scope.Covers(l.Opens) {
			return before.Actor, nil
		}
		a.Scope, until = before.Actor.Scope.And(l.Opens), before.ExpiresAt
	}
	if l.ExpiresAt.Before(until) {
		until = l.ExpiresAt
	}
	return a, d.begin(w, r, a, id.Secret(), until)
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
	return d.begin(w, r, n.Actor, n.secret, d.Now().Add(visitorFor))
}

func (d *Door) begin(w http.ResponseWriter, r *http.Request, a account.Actor, secret string, until time.Time) error {
	now := d.Now()
	err := d.Sessions.Begin(r.Context(), account.Session{Hash: id.Hash(secret), Actor: a, CreatedAt: now, ExpiresAt: until})
	if err != nil {
		return err
	}
	d.setCookie(w, cookieOf(a), secret, until.Sub(now))
	return nil
}

// Keep moves the end of a session that a request has shown, when a tenth of
// its time has passed: not a write for each request. One of private links ends as
// they say.
func (d *Door) Keep(w http.ResponseWriter, r *http.Request, s account.Session) error {
	cookie := cookieOf(s.Actor)
	whole := lifetime(cookie)
	if cookie == LinkCookie || s.ExpiresAt.Sub(d.Now()) > whole*9/10 {
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
	switch {
	case a.Staff != "":
		return StaffCookie
	case a.Scope != "":
		return LinkCookie
	default:
		return VisitorCookie
	}
}

func lifetime(cookie string) time.Duration {
	if cookie == StaffCookie {
		return staffFor
	}
	return visitorFor
}
