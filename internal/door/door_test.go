package door

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/fault"
	"miti/internal/id"
)

// kept is sessions in memory.
type kept map[string]account.Session

func (k kept) Begin(_ context.Context, s account.Session) error {
	k[s.Hash] = s
	return nil
}

func (k kept) Session(_ context.Context, hash string, now time.Time) (account.Session, error) {
	if s, ok := k[hash]; ok && s.ExpiresAt.After(now) {
		return s, nil
	}
	return account.Session{}, fault.New(fault.Unauthenticated)
}

func (k kept) Extend(_ context.Context, hash string, expires time.Time) error {
	s := k[hash]
	s.ExpiresAt = expires
	k[hash] = s
	return nil
}

func (k kept) End(_ context.Context, hash string) error {
	delete(k, hash)
	return nil
}

// browser keeps cookies between the requests that it makes of a door.
type browser struct {
	t       *testing.T
	door    *Door
	cookies map[string]*http.Cookie
}

func newBrowser(t *testing.T, now *time.Time) *browser {
	return &browser{t, &Door{Sessions: kept{}, Now: func() time.Time { return *now }}, map[string]*http.Cookie{}}
}

func (b *browser) do(act func(w http.ResponseWriter, r *http.Request) error) {
	b.t.Helper()
	w, r := httptest.NewRecorder(), httptest.NewRequest("POST", "/", nil)
	for _, c := range b.cookies {
		r.AddCookie(c)
	}
	if err := act(w, r); err != nil {
		b.t.Fatal(err)
	}
	for _, c := range w.Result().Cookies() {
		b.cookies[c.Name] = c
	}
}

func (b *browser) follow(l account.Link) (as account.Actor) {
	b.t.Helper()
	b.do(func(w http.ResponseWriter, r *http.Request) (err error) {
		as, err = b.door.Follow(w, r, l)
		return err
	})
	return as
}

// begin is an ordinary visitor's first word.
func (b *browser) begin() (v account.VisitorID) {
	b.t.Helper()
	b.do(func(w http.ResponseWriter, r *http.Request) error {
		n, err := b.door.Newcomer(r.Context(), "")
		if err != nil {
			return err
		}
		v = n.Actor.Visitor
		return b.door.Admit(w, r, n)
	})
	return v
}

// holds are the browser's two sessions of visitors.
func (b *browser) holds() (own, linked account.Session) {
	b.t.Helper()
	b.do(func(_ http.ResponseWriter, r *http.Request) (err error) {
		if own, err = b.door.Visitor(r); err == nil {
			linked, err = b.door.Linked(r)
		}
		return err
	})
	return own, linked
}

func noon() time.Time { return time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC) }

func TestALinkOpensWhatItIsAboutAndTakesNothingAway(t *testing.T) {
	now := noon()
	b := newBrowser(t, &now)
	own := b.begin()
	a := account.Link{Visitor: "other", Opens: account.Appointment("a"), ExpiresAt: now.Add(time.Hour)}
	if as := b.follow(a); as != (account.Actor{Visitor: "other", Scope: account.Only(a.Opens)}) {
		t.Errorf("the page goes on as %+v", as)
	}
	mine, linked := b.holds()
	if mine.Actor != (account.Actor{Visitor: own}) {
		t.Errorf("the browser's own session is %+v", mine.Actor)
	}
	if !linked.ExpiresAt.Equal(a.ExpiresAt) {
		t.Errorf("it ends at %v, not with its link", linked.ExpiresAt)
	}
}

func TestALinkDoesNotShrinkItsVisitorsOwnSession(t *testing.T) {
	now := noon()
	b := newBrowser(t, &now)
	own := b.begin()
	as := b.follow(account.Link{Visitor: own, Opens: account.Appointment("a"), ExpiresAt: now.Add(time.Hour)})
	if as != (account.Actor{Visitor: own}) {
		t.Errorf("the page goes on as %+v", as)
	}
	if _, linked := b.holds(); !linked.Actor.IsNobody() {
		t.Errorf("another session began: %+v", linked)
	}
}

func TestTwoLinksOfOneVisitorOpenBoth(t *testing.T) {
	now := noon()
	b := newBrowser(t, &now)
	a := account.Link{Visitor: "v", Opens: account.Appointment("a"), ExpiresAt: now.Add(2 * time.Hour)}
	m := account.Link{Visitor: "v", Opens: account.Meeting("m"), ExpiresAt: now.Add(time.Hour)}
	b.follow(a)
	first := b.cookies[LinkCookie].Value
	as := b.follow(m)
	if !as.Owns("v", a.Opens) || !as.Owns("v", m.Opens) {
		t.Errorf("they open %q", as.Scope)
	}
	if second := b.cookies[LinkCookie].Value; second == first {
		t.Error("the secret of before has gained by it")
	}
	// What is open in another tab goes on.
	if s, err := b.door.Holder(t.Context(), Ticket{cookie: LinkCookie, secret: first}); err != nil || s.Scope != account.Only(a.Opens) {
		t.Errorf("the session of before: %+v, %v", s, err)
	}
	if as := b.follow(account.Link{Visitor: "w", Opens: a.Opens, ExpiresAt: now.Add(time.Hour)}); as.Scope != account.Only(a.Opens) || as.Owns("v", a.Opens) {
		t.Errorf("another visitor's link: %+v", as)
	}
}

func TestASecretCountsInItsOwnCookieAlone(t *testing.T) {
	now := noon()
	b := newBrowser(t, &now)
	b.follow(account.Link{Visitor: "v", Opens: account.Appointment("a"), ExpiresAt: now.Add(time.Hour)})
	secret := b.cookies[LinkCookie].Value
	if !id.Valid(secret) {
		t.Fatalf("the cookie is %q", secret)
	}
	for _, cookie := range []string{VisitorCookie, StaffCookie} {
		if s, err := b.door.Holder(t.Context(), Ticket{cookie: cookie, secret: secret}); err != nil || !s.IsNobody() {
			t.Errorf("in %s it is of %+v, %v", cookie, s, err)
		}
	}
}

func TestTheSessionOfALinkIsNotKept(t *testing.T) {
	now := noon()
	b := newBrowser(t, &now)
	l := account.Link{Visitor: "v", Opens: account.Appointment("a"), ExpiresAt: now.Add(visitorFor)}
	b.follow(l)
	now = now.Add(visitorFor / 2)
	_, linked := b.holds()
	b.do(func(w http.ResponseWriter, r *http.Request) error { return b.door.Keep(w, r, linked) })
	if _, after := b.holds(); !after.ExpiresAt.Equal(l.ExpiresAt) {
		t.Errorf("it ends at %v by now", after.ExpiresAt)
	}
}
