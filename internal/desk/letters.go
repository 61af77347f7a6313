package desk

import (
	"context"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/fault"
	"miti/internal/id"
	"miti/internal/outbox"
)

// answerPause is how long an answer waits for the next one before it goes by
// mail: who answers in three short messages has written one mail.
const answerPause = 30 * time.Second

// tellByMail adds the letters that a change of a follow-up causes, found by the
// difference as the events are: that it was received, and its answer. A
// corrected address takes back what has not left for the wrong one.
func (c *Change) tellByMail(before, after Case, now time.Time) {
	if !after.Contact.IsMail() {
		return
	}
	to := after.envelope(after.Contact, now)
	switch {
	case after.State == chat.Left && (before.State != chat.Left || before.Contact != after.Contact):
		received := to.FollowUpReceived(after.LastMessage, after.DueAt)
		c.Withdrawn = append(c.Withdrawn, received.Key)
		c.Letters = append(c.Letters, received)
	case after.State == chat.Answered:
		for _, m := range after.Added {
			if m.Author != chat.ByStaff {
				continue
			}
			if before.State == chat.Answered { // this one's mail brings the last one, too
				c.Withdrawn = append(c.Withdrawn, to.FollowUpAnswer(before.LastMessage).Key)
			}
			answer := to.FollowUpAnswer(m.Number)
			answer.Due = now.Add(answerPause)
			c.Letters = append(c.Letters, answer)
		}
	}
}

func (c Case) envelope(to account.Contact, now time.Time) outbox.Envelope {
	return outbox.Envelope{About: string(c.ID), To: outbox.Address(to), Language: c.Language, Now: now}
}

// Wish is a visitor's wish for a letter about their conversation.
type Wish struct {
	// Request is the client's id of it: the same again is the same letter.
	Request string
	// Contact is where it goes, "" for the address that the conversation has.
	Contact string
}

// MailTranscript sends the visitor the conversation to keep.
func (d *Desk) MailTranscript(ctx context.Context, by account.Actor, c chat.ID, w Wish) error {
	return d.mail(ctx, by, c, w, outbox.Envelope.Transcript)
}

// MailLink sends the visitor a private link into the conversation.
func (d *Desk) MailLink(ctx context.Context, by account.Actor, c chat.ID, w Wish) error {
	return d.mail(ctx, by, c, w, outbox.Envelope.ResumeLink)
}

func (d *Desk) mail(ctx context.Context, by account.Actor, c chat.ID, w Wish, write func(outbox.Envelope, string) outbox.Letter) error {
	if !id.Valid(w.Request) {
		return fault.New(fault.Malformed)
	}
	_, err := d.act(ctx, by, About{Conversation: c}, func(c *Case, a chat.Author, now time.Time) error {
		if a.Role != chat.Visitor {
			return fault.New(fault.Forbidden)
		}
		if !c.ErasedAt.IsZero() {
			return fault.New(fault.NotFound)
		}
		to := c.Contact
		if w.Contact != "" || !to.IsMail() {
			var err error
			if to, err = account.NewContact(w.Contact); err != nil {
				return err
			}
		}
		if !to.IsMail() {
			return fault.New(fault.BadContact)
		}
		c.Letters = append(c.Letters, write(c.envelope(to, now), w.Request))
		return nil
	})
	return err
}
