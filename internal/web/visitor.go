package web

import (
	"time"

	"miti/internal/chat"
	"miti/internal/wire"
	"miti/signaling/protocol"
)

type (
	network struct {
		Name         string                `json:"name"`
		Topics       []string              `json:"topics"`
		Languages    []string              `json:"languages"`
		Centres      []siteBody            `json:"centres"`
		Availability protocol.Availability `json:"availability"`
	}
	conversations struct {
		Conversations []protocol.Conversation `json:"conversations"`
		// Appointment is the one that a private link was for.
		Appointment string `json:"appointment,omitempty"`
		// Limited says that this is not all of the visitor's: they came by a link.
		Limited bool `json:"limited,omitempty"`
	}
	leaveBody struct {
		Contact string `json:"contact"`
	}
	ratingBody struct {
		Helped int `json:"helped"`
		Easy   int `json:"easy"`
	}
	resumeBody struct {
		Token string `json:"token"`
	}
	resumeLink struct {
		Token     string    `json:"token"`
		ExpiresAt time.Time `json:"expiresAt"`
	}
)

func (s *server) getNetwork(c call) (answer, error) {
	n, err := s.Desk.Network(c.Request.Context())
	if err != nil {
		return answer{}, err
	}
	body := network{
		Name: s.NetworkName, Topics: wire.Texts(n.Topics), Languages: wire.Texts(n.Languages),
		Centres: each(n.Centres, siteOf), Availability: wire.Availability(n.Availability),
	}
	return done(body)
}

func (s *server) getVisitor(c call) (answer, error) {
	if c.by.IsNobody() {
		return done(conversations{Conversations: []protocol.Conversation{}})
	}
	return s.ownConversations(c, "")
}

func (s *server) ownConversations(c call, appointment string) (answer, error) {
	views, err := s.Desk.Visitor(c.Request.Context(), c.by)
	if err != nil {
		return answer{}, err
	}
	return done(conversations{Conversations: wire.Conversations(views, wire.ForVisitor), Appointment: appointment, Limited: c.by.Scope != ""})
}

func (s *server) eraseVisitor(c call) (answer, error) {
	// The desk ends the session, so it comes last.
	if err := s.Meetings.Erase(c.Request.Context(), c.by); err != nil {
		return answer{}, err
	}
	if err := s.Agenda.Erase(c.Request.Context(), c.by); err != nil {
		return answer{}, err
	}
	if err := s.Desk.Erase(c.Request.Context(), c.by); err != nil {
		return answer{}, err
	}
	if err := s.Door.End(c.Writer, c.Request, c.by); err != nil {
		return answer{}, err
	}
	return nothing()
}

func (s *server) leaveMessage(c call) (answer, error) {
	b, err := decode[leaveBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	return s.conversation(c)(s.Desk.LeaveMessage(c.Request.Context(), c.by, chat.ID(c.id()), b.Contact))
}

func (s *server) reopenConversation(c call) (answer, error) {
	return s.conversation(c)(s.Desk.Reopen(c.Request.Context(), c.by, chat.ID(c.id())))
}

func (s *server) rateConversation(c call) (answer, error) {
	b, err := decode[ratingBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	if err := s.Desk.Rate(c.Request.Context(), c.by, chat.ID(c.id()), b.Helped, b.Easy); err != nil {
		return answer{}, err
	}
	return nothing()
}

func (s *server) makeResumeLink(c call) (answer, error) {
	token, expires, err := s.Desk.ResumeLink(c.Request.Context(), c.by, chat.ID(c.id()))
	if err != nil {
		return answer{}, err
	}
	return created(resumeLink{Token: token, ExpiresAt: expires})
}

// tokens tried from one address: they have 128 bits, so this is for the load.
const (
	resumeBurst = 30
	resumeEvery = 2 * time.Second
)

func (s *server) resume(c call) (answer, error) {
	b, err := decode[resumeBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	if err := s.allow(&c, "resume:"+s.Door.Addresses.Key(c.Request), resumeBurst, resumeEvery); err != nil {
		return answer{}, err
	}
	link, err := s.Desk.Resume(c.Request.Context(), b.Token)
	if err != nil {
		return answer{}, err
	}
	if c.by, err = s.Door.Follow(c.Writer, c.Request, link); err != nil {
		return answer{}, err
	}
	return s.ownConversations(c, link.Opens.AppointmentID())
}
