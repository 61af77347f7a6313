package web

import (
	"strings"
	"time"

	"miti/internal/account"
	"miti/internal/fault"
	"miti/internal/id"
	"miti/internal/wire"
	"miti/signaling/protocol"
)

type (
	signInBody struct {
		Email    string `json:"email"`
		Password string `json:"password"`
	}
	presenceBody struct {
		Presence string `json:"presence"`
		// Outside says that they know that it is outside their shift.
		Outside bool `json:"outside"`
	}
	me struct {
		ID        string   `json:"id"`
		Name      string   `json:"name"`
		Email     string   `json:"email"`
		Centre    string   `json:"centre"`
		Body      string   `json:"body"`
		Topics    []string `json:"topics"`
		Languages []string `json:"languages"`
		Capacity  int      `json:"capacity"`
		Declared  string   `json:"declared"`
		// Coordinator is who runs the centre, or without a centre the network.
		Coordinator bool `json:"coordinator"`
	}
	colleagues struct {
		Colleagues []protocol.Colleague `json:"colleagues"`
	}
)

func meOf(a account.Staff) me {
	return me{
		ID: string(a.ID), Name: a.Name, Email: a.Email, Centre: string(a.Centre), Body: a.Body,
		Topics: wire.Texts(a.Topics), Languages: wire.Texts(a.Languages), Capacity: a.Capacity,
		Declared: string(a.Declared), Coordinator: a.Coordinator,
	}
}

// Passwords tried: for one account from one address, and from one address for
// any account. A colleague at the same address is not locked out, and nobody
// can lock an account from elsewhere.
const (
	accountBurst = 8
	accountEvery = 20 * time.Second
	signInBurst  = 60
	signInEvery  = 3 * time.Second
)

func (s *server) signIn(c call) (answer, error) {
	b, err := decode[signInBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	from := s.Door.Addresses.Key(c.Request)
	email := strings.ToLower(strings.TrimSpace(b.Email))
	if err := s.allow(&c, "signin:"+from, signInBurst, signInEvery); err != nil {
		return answer{}, err
	}
	if err := s.allow(&c, "signin:"+from+":"+id.Hash(email), accountBurst, accountEvery); err != nil {
		return answer{}, err
	}
	staff, hash, err := s.Accounts.Credential(c.Request.Context(), email)
	if err != nil && fault.CodeOf(err) != fault.NotFound {
		return answer{}, err
	}
	// An unknown address is checked as long as a known one.
	fits, err := s.passwords.Fits(c.Request.Context(), hash, b.Password)
	if err != nil {
		return answer{}, err
	}
	if !fits || staff.ID == "" {
		return answer{}, fault.New(fault.BadSignIn)
	}
	if err := s.Door.Begin(c.Writer, c.Request, account.Actor{Staff: staff.ID, Centre: staff.Centre}); err != nil {
		return answer{}, err
	}
	return done(meOf(staff))
}

func (s *server) signOut(c call) (answer, error) {
	if err := s.Door.End(c.Writer, c.Request, c.by); err != nil {
		return answer{}, err
	}
	return nothing()
}

func (s *server) getMe(c call) (answer, error) {
	staff, err := s.Accounts.Staff(c.Request.Context(), c.by.Staff)
	if err != nil {
		return answer{}, err
	}
	return done(meOf(staff))
}

func (s *server) declarePresence(c call) (answer, error) {
	b, err := decode[presenceBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	staff, err := s.Desk.Declare(c.Request.Context(), c.by, account.Presence(b.Presence), b.Outside)
	if err != nil {
		return answer{}, err
	}
	return done(meOf(staff))
}

func (s *server) getQueue(c call) (answer, error) {
	views, err := s.Desk.Queue(c.Request.Context(), c.by)
	if err != nil {
		return answer{}, err
	}
	return done(wire.Queue(views))
}

func (s *server) getConversations(c call) (answer, error) {
	views, err := s.Desk.Conversations(c.Request.Context(), c.by)
	if err != nil {
		return answer{}, err
	}
	return done(conversations{Conversations: wire.Conversations(views, wire.ForStaff)})
}

func (s *server) getColleagues(c call) (answer, error) {
	all, err := s.Desk.Colleagues(c.Request.Context(), c.by)
	if err != nil {
		return answer{}, err
	}
	return done(colleagues{Colleagues: wire.Colleagues(all)})
}
