package web

import (
	"miti/internal/account"
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/wire"
)

// handOnBody is the document's HandOn.
type handOnBody struct {
	To     string `json:"to"`
	Topic  string `json:"topic"`
	Centre string `json:"centre"`
}

func (s *server) getInbox(c call) (answer, error) {
	views, err := s.Desk.Inbox(c.Request.Context(), c.by)
	if err != nil {
		return answer{}, err
	}
	return done(wire.Inbox(views))
}

func (s *server) takeFollowUp(c call) (answer, error) {
	snapshot, err := s.Desk.Take(c.Request.Context(), c.by, chat.ID(c.id()))
	if err != nil {
		return answer{}, err
	}
	return done(wire.Snapshot(snapshot, wire.ForStaff))
}

func (s *server) handOnFollowUp(c call) (answer, error) {
	b, err := decode[handOnBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	to := desk.Receiver{To: account.StaffID(b.To), Topic: centre.TopicID(b.Topic), Centre: centre.ID(b.Centre)}
	return s.conversation(c)(s.Desk.HandOn(c.Request.Context(), c.by, chat.ID(c.id()), to))
}

func (s *server) phonedFollowUp(c call) (answer, error) {
	return s.conversation(c)(s.Desk.Phoned(c.Request.Context(), c.by, chat.ID(c.id())))
}
