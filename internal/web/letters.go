package web

import (
	"context"
	"strings"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/id"
)

// wishBody is the document's LetterWish.
type wishBody struct {
	ID      string `json:"id"`
	Contact string `json:"contact"`
}

// Letters that one visitor asks for, and that go to one address, whoever asks:
// nobody's mailbox can be filled from here.
const (
	wishBurst = 5
	wishEvery = 10 * time.Minute
)

// letter is a handler of a visitor's wish for a letter.
func (s *server) letter(send func(context.Context, account.Actor, chat.ID, desk.Wish) error) handler {
	return func(c call) (answer, error) {
		b, err := decode[wishBody](c.Request)
		if err != nil {
			return answer{}, err
		}
		if err := s.allow(&c, "wish:"+c.by.Participant(), wishBurst, wishEvery); err != nil {
			return answer{}, err
		}
		if b.Contact != "" {
			if err := s.allow(&c, "wish-to:"+id.Hash(strings.ToLower(b.Contact)), wishBurst, wishEvery); err != nil {
				return answer{}, err
			}
		}
		if err := send(c.Request.Context(), c.by, chat.ID(c.id()), desk.Wish{Request: b.ID, Contact: b.Contact}); err != nil {
			return answer{}, err
		}
		return nothing()
	}
}
