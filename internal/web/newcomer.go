package web

import "time"

// openings of people without a session, from one address.
const (
	openingBurst = 60
	openingEvery = 5 * time.Second
)

// asVisitor lets act be done by who asks, and begins a session for who has
// none: the first word, booking or registration makes somebody a visitor.
// When act fails, no session begins for nothing.
func (s *server) asVisitor(c call, session string, act func(call) (answer, error)) (answer, error) {
	if !c.by.IsNobody() {
		return act(c)
	}
	if err := s.allow(&c, "opening:"+s.Door.Addresses.Key(c.Request), openingBurst, openingEvery); err != nil {
		return answer{}, err
	}
	newcomer, err := s.Door.Newcomer(c.Request.Context(), session)
	if err != nil {
		return answer{}, err
	}
	c.by = newcomer.Actor
	a, err := act(c)
	if err != nil {
		return answer{}, err
	}
	return a, s.Door.Admit(c.Writer, c.Request, newcomer)
}
