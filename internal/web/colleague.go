package web

import (
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/reply"
	"miti/internal/wire"
)

type (
	wrapUpBody struct {
		Topic   string `json:"topic"`
		Outcome string `json:"outcome"`
		Next    string `json:"next"`
		Contact string `json:"contact"`
	}
	replyBody struct {
		ID       string            `json:"id"`
		Shortcut string            `json:"shortcut"`
		Texts    map[string]string `json:"texts"`
		Centre   string            `json:"centre,omitempty"`
		Own      bool              `json:"own,omitempty"`
	}
	replies struct {
		Replies []replyBody `json:"replies"`
	}
)

func (s *server) postNote(c call) (answer, error) {
	b, err := decode[messageBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	n, err := s.Desk.Note(c.Request.Context(), c.by, chat.ID(c.id()), chat.NoteID(b.ID), b.Text)
	if err != nil {
		return answer{}, err
	}
	return created(wire.Note(n))
}

func (s *server) departColleague(c call) (answer, error) {
	if err := s.Desk.Depart(c.Request.Context(), c.by, chat.ID(c.id())); err != nil {
		return answer{}, err
	}
	return nothing()
}

func (s *server) wrapUp(c call) (answer, error) {
	b, err := decode[wrapUpBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	return s.conversation(c)(s.Desk.WrapUp(c.Request.Context(), c.by, chat.ID(c.id()), chat.WrapUp{
		Topic: centre.TopicID(b.Topic), Outcome: chat.Outcome(b.Outcome), Next: chat.NextStep(b.Next),
	}, b.Contact))
}

func (s *server) getUnwrapped(c call) (answer, error) {
	views, err := s.Desk.Unwrapped(c.Request.Context(), c.by)
	if err != nil {
		return answer{}, err
	}
	return done(conversations{Conversations: wire.Conversations(views, wire.ForStaff)})
}

func (s *server) getFormer(c call) (answer, error) {
	views, err := s.Desk.Former(c.Request.Context(), c.by, chat.ID(c.id()))
	if err != nil {
		return answer{}, err
	}
	return done(conversations{Conversations: wire.Conversations(views, wire.ForStaff)})
}

func (s *server) getFormerConversation(c call) (answer, error) {
	snapshot, err := s.Desk.FormerConversation(c.Request.Context(), c.by, chat.ID(c.id()), chat.ID(c.Param("former")))
	if err != nil {
		return answer{}, err
	}
	return done(wire.Snapshot(snapshot, wire.ForStaff))
}

func (s *server) getReplies(c call) (answer, error) {
	all, err := s.Desk.Replies(c.Request.Context(), c.by)
	if err != nil {
		return answer{}, err
	}
	body := replies{Replies: []replyBody{}}
	for _, r := range all {
		body.Replies = append(body.Replies, replyOf(r))
	}
	return done(body)
}

func replyOf(r reply.Reply) replyBody {
	return replyBody{ID: string(r.ID), Shortcut: r.Shortcut, Texts: r.Texts, Centre: string(r.Centre), Own: r.Staff != ""}
}

func (s *server) saveReply(c call) (answer, error) {
	b, err := decode[replyBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	wish := reply.Reply{ID: reply.ID(c.id()), Shortcut: b.Shortcut, Texts: b.Texts, Centre: centre.ID(b.Centre)}
	if b.Own {
		wish.Staff = c.by.Staff
	}
	r, err := s.Desk.SaveReply(c.Request.Context(), c.by, wish)
	if err != nil {
		return answer{}, err
	}
	return done(replyOf(r))
}

func (s *server) removeReply(c call) (answer, error) {
	if err := s.Desk.RemoveReply(c.Request.Context(), c.by, reply.ID(c.id())); err != nil {
		return answer{}, err
	}
	return nothing()
}
