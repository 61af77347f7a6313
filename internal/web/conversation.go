package web

import (
	"context"

	"miti/internal/account"
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/interview"
	"miti/internal/wire"
)

// postMessage and the like are the bodies of the document.
type (
	messageBody struct {
		ID   string `json:"id"`
		Text string `json:"text"`
	}
	readBodyUpTo struct {
		UpTo uint64 `json:"upTo"`
	}
	ringBody struct {
		ID   string `json:"id"`
		Mode string `json:"mode"`
	}
	inviteBody struct {
		Colleague string `json:"colleague"`
		Quiet     bool   `json:"quiet"`
	}
	passBody struct {
		Reason string `json:"reason"`
	}
	transferBody struct {
		To     string `json:"to"`
		Topic  string `json:"topic"`
		Centre string `json:"centre"`
		Note   string `json:"note"`
		Anyway bool   `json:"anyway"`
	}
)

func (s *server) getConversation(c call) (answer, error) {
	snapshot, err := s.Desk.Conversation(c.Request.Context(), c.by, chat.ID(c.id()))
	if err != nil {
		return answer{}, err
	}
	return done(wire.Snapshot(snapshot, wire.ReaderOf(c.by)))
}

func (s *server) postMessage(c call) (answer, error) {
	b, err := decode[messageBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	m, err := s.Desk.Post(c.Request.Context(), c.by, chat.ID(c.id()), chat.MessageID(b.ID), b.Text)
	if err != nil {
		return answer{}, err
	}
	return created(wire.Message(m))
}

func (s *server) readConversation(c call) (answer, error) {
	b, err := decode[readBodyUpTo](c.Request)
	if err != nil {
		return answer{}, err
	}
	if err := s.Desk.Read(c.Request.Context(), c.by, chat.ID(c.id()), b.UpTo); err != nil {
		return answer{}, err
	}
	return nothing()
}

func (s *server) closeConversation(c call) (answer, error) {
	return s.conversation(c)(s.Desk.Close(c.Request.Context(), c.by, chat.ID(c.id())))
}

func (s *server) claimConversation(c call) (answer, error) {
	snapshot, err := s.Desk.Claim(c.Request.Context(), c.by, chat.ID(c.id()))
	if err != nil {
		return answer{}, err
	}
	return done(wire.Snapshot(snapshot, wire.ForStaff))
}

func (s *server) inviteColleague(c call) (answer, error) {
	b, err := decode[inviteBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	return s.conversation(c)(s.Desk.Invite(c.Request.Context(), c.by, chat.ID(c.id()), account.StaffID(b.Colleague), b.Quiet))
}

func (s *server) passConversation(c call) (answer, error) {
	b, err := decode[passBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	if err := s.Desk.Pass(c.Request.Context(), c.by, chat.ID(c.id()), chat.PassReason(b.Reason)); err != nil {
		return answer{}, err
	}
	return nothing()
}

func (s *server) transferConversation(c call) (answer, error) {
	b, err := decode[transferBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	return s.conversation(c)(s.Desk.Transfer(c.Request.Context(), c.by, chat.ID(c.id()), desk.Handover{
		To: account.StaffID(b.To), Topic: centre.TopicID(b.Topic), Centre: centre.ID(b.Centre), Note: b.Note, Anyway: b.Anyway,
	}))
}

func (s *server) takeBackConversation(c call) (answer, error) {
	return s.conversation(c)(s.Desk.TakeBack(c.Request.Context(), c.by, chat.ID(c.id())))
}

func (s *server) stayInConversation(c call) (answer, error) {
	return s.conversation(c)(s.Desk.Stay(c.Request.Context(), c.by, chat.ID(c.id())))
}

// conversation answers with a conversation as the caller sees it.
func (s *server) conversation(c call) func(desk.View, error) (answer, error) {
	return func(v desk.View, err error) (answer, error) {
		if err != nil {
			return answer{}, err
		}
		return done(wire.Conversation(v, wire.ReaderOf(c.by)))
	}
}

func (s *server) ring(c call) (answer, error) {
	b, err := decode[ringBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	i, err := s.Desk.Ring(c.Request.Context(), c.by, chat.ID(c.id()), interview.ID(b.ID), interview.Mode(b.Mode))
	if err != nil {
		return answer{}, err
	}
	return created(wire.Interview(i))
}

// interviewAct is a handler of an act on the interview in the path.
func (s *server) interviewAct(act func(context.Context, account.Actor, interview.ID) (interview.Interview, error)) handler {
	return func(c call) (answer, error) {
		i, err := act(c.Request.Context(), c.by, interview.ID(c.id()))
		if err != nil {
			return answer{}, err
		}
		return done(wire.Interview(i))
	}
}

// openingBody is the document's OpenConversation.
type openingBody struct {
	ID       string      `json:"id"`
	Intent   string      `json:"intent"`
	Topic    string      `json:"topic"`
	Language string      `json:"language"`
	Postcode string      `json:"postcode"`
	Name     string      `json:"name"`
	Contact  string      `json:"contact"`
	Session  string      `json:"session"`
	Message  messageBody `json:"message"`
}

func (s *server) openConversation(c call) (answer, error) {
	b, err := decode[openingBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	return s.asVisitor(c, b.Session, func(c call) (answer, error) { return s.open(c, b) })
}

func (s *server) open(c call, b openingBody) (answer, error) {
	snapshot, err := s.Desk.Open(c.Request.Context(), c.by, desk.Opening{
		ID: chat.ID(b.ID), Topic: centre.TopicID(b.Topic), Language: b.Language, Postcode: b.Postcode, Name: b.Name,
		Contact: b.Contact, Leave: b.Intent == "message",
		MessageID: chat.MessageID(b.Message.ID), Text: b.Message.Text,
	})
	if err != nil {
		return answer{}, err
	}
	return created(wire.Snapshot(snapshot, wire.ForVisitor))
}
