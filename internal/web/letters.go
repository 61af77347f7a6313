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
		if err := s.allowTo(&c, "wish-to:", b.Contact, wishBurst, wishEvery); err != nil {
			return answer{}, err
		}
		if err := send(c.Request.Context(), c.by, chat.ID(c.id()), desk.Wish{Request: b.ID, Contact: b.Contact}); err != nil {
			return answer{}, err
		}
		return nothing()
	}
}

// Bookings and registrations that name one address: each is confirmed to it by
// mail. A class may register with its teacher's.
const (
	confirmBurst = 40
	confirmEvery = time.Minute
)

// allowConfirmation bounds how often an address is written to because somebody
// has named it as theirs.
func (s *server) allowConfirmation(c *call, contact string) error {
	return s.allowTo(c, "confirm-to:", contact, confirmBurst, confirmEvery)
}

// allowTo counts a letter to an address however it was written. What is none
// gets no letter: that it is wrong is for the act itself to say.
func (s *server) allowTo(c *call, what, contact string, burst int, every time.Duration) error {
	to, err := account.NewContact(contact)
	if err != nil || !to.IsMail() {
		return nil
	}
	return s.allow(c, what+id.Hash(strings.ToLower(string(to))), burst, every)
}
