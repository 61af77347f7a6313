package mail

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"miti/internal/account"
	"miti/internal/catalogue"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/fault"
	"miti/internal/outbox"
)

// What is wrong with a letter whoever it is for. No address stands in it.
var (
	errAddress = errors.New("the address is none to which a mail can go")
	errKind    = errors.New("nobody knows how to write this kind of letter")
)

// writer writes one letter.
type writer struct {
	*Composer
	catalogue.Texts
	letter outbox.Letter
	// history, appointment, meeting or shift is what it tells of.
	history     desk.History
	appointment *appointment
	meeting     *meeting
	shift       *shift
	zone        *time.Location
	// link is what the private link opens, without its hash.
	link account.Link
}

// write is the whole of a mail: what its kind says, between what every one has.
// What strangers wrote of themselves stands only in a transcript: whoever gives
// somebody else's address as their own cannot make us write to them.
func (w *writer) write(ctx context.Context) (content, error) {
	if w.shift != nil {
		return w.toStaff(), nil
	}
	c := content{Language: w.Language, Subject: w.text("subject")}
	c.say(w.T("mail.greeting"))
	if err := w.body(&c); err != nil {
		return c, err
	}
	address, err := w.makeLink(ctx, w.page(), w.link)
	if err != nil {
		return c, err
	}
	until := w.Day(w.link.ExpiresAt.In(w.zone))
	c.add(block{Link: &link{Label: w.text("button"), URL: address}})
	switch {
	case w.meeting != nil:
		c.say(w.T("mail.meeting.link", "day", until))
		c.Calendar, c.Method = w.meetingCalendar(address), w.meeting.method
	case w.appointment == nil:
		c.say(w.T("mail.link", "day", until))
	default:
		if w.appointment.check {
			c.add(block{Link: &link{Label: w.T("mail.appointment.check"), URL: address + "&check=1"}})
		}
		c.say(w.T("mail.appointment.link", "day", until))
		c.Calendar, c.Method = w.calendar(address), w.appointment.method
	}
	c.say(w.T("mail.sign", "network", w.sender.Network))
	if w.sender.ReplyTo.Address == "" {
		c.Small = append(c.Small, w.T("mail.automatic"))
	}
	c.Small = append(c.Small, w.T("mail.why"))
	return c, nil
}

// text is a text of the letter's kind.
func (w *writer) text(name string, values ...string) string {
	return w.T(fmt.Sprintf("mail.%s.%s", w.letter.Kind, name), values...)
}

// find reads what the letter tells of. It is outbox.ErrUnneeded when that is not
// there any more.
func (w *writer) find(ctx context.Context) error {
	if slices.Contains(outbox.AppointmentKinds(), w.letter.Kind) {
		return w.findAppointment(ctx)
	}
	if isOfMeeting(w.letter.Kind) {
		return w.findMeeting(ctx)
	}
	if w.letter.Kind == outbox.ShiftAsked {
		return w.findShift(ctx)
	}
	h, err := w.guidance.History(ctx, chat.ID(w.letter.About))
	if fault.CodeOf(err) == fault.NotFound || err == nil && !h.ErasedAt.IsZero() {
		return outbox.ErrUnneeded
	}
	if err != nil {
		return fmt.Errorf("read conversation: %w", err)
	}
	w.history = h
	w.link = account.Link{Visitor: h.Visitor, Opens: account.Conversation(string(h.ID)), ExpiresAt: w.now().Add(linkFor)}
	w.zone, err = w.zoneOf(ctx, h.Centre)
	return err
}

// body is what the kind of the letter has to say.
func (w *writer) body(c *content) error {
	switch {
	case w.appointment != nil:
		return w.aboutAppointment(c)
	case w.meeting != nil:
		return w.aboutMeeting(c)
	}
	switch w.letter.Kind {
	case outbox.FollowUpReceived:
		return w.received(c)
	case outbox.FollowUpAnswer:
		return w.answer(c)
	case outbox.Transcript:
		w.transcript(c)
		return nil
	case outbox.ResumeLink:
		c.say(w.text("text"))
		return nil
	default:
		return &outbox.Refusal{Cause: errKind}
	}
}

func (w *writer) received(c *content) error {
	receipt, err := dataOf[outbox.Receipt](w.letter)
	if err != nil {
		return err
	}
	if receipt.AnswerBy.IsZero() {
		c.say(w.text("soon"))
	} else {
		c.say(w.text("text", "moment", w.deadline(receipt.AnswerBy)))
	}
	c.say(w.text("more"))
	return nil
}

func (w *writer) answer(c *content) error {
	quote, err := dataOf[outbox.Quote](w.letter)
	if err != nil {
		return err
	}
	given := answers(w.history.Messages, quote.Message)
	if len(given) == 0 {
		return outbox.ErrUnneeded
	}
	c.say(w.text("text", "name", oneLine(given[len(given)-1].Name)))
	for _, m := range given {
		if m.Text != "" {
			c.add(block{Quote: string(m.Text)})
		}
		if m.Attachment != nil {
			c.add(block{Quote: m.Attachment.Name})
		}
	}
	c.say(w.text("more"))
	return nil
}

// answers are what staff wrote up to the message with that number, since the
// question: since the visitor's last message, or since a chat became one.
func answers(messages []chat.Message, last uint64) []chat.Message {
	var given []chat.Message
	for _, m := range messages {
		switch {
		case m.Number > last:
			return given
		case m.Author == chat.ByVisitor, m.Line != nil && m.Line.Kind == chat.LineMessageLeft:
			given = nil
		case m.Author == chat.ByStaff && (m.Text != "" || m.Attachment != nil):
			given = append(given, m)
		}
	}
	return given
}

func (w *writer) transcript(c *content) {
	c.say(w.text("text"))
	for _, m := range w.history.Messages {
		switch {
		case m.Line != nil:
			c.add(block{Said: &said{Text: w.line(*m.Line)}})
		case m.Text == "":
		case m.Author == chat.ByVisitor:
			c.add(block{Said: &said{Who: w.text("said", "name", w.text("you"), "moment", w.moment(m.At)), Text: string(m.Text)}})
		case m.Author == chat.ByStaff:
			c.add(block{Said: &said{Who: w.text("said", "name", oneLine(m.Name), "moment", w.moment(m.At)), Text: string(m.Text)}})
		}
	}
}

// line is what happened, as the visitor's page says it.
func (w *writer) line(l chat.Line) string {
	key := "line." + l.Kind
	if own := key + ".you"; l.Name == "" && w.Has(own) {
		key = own
	}
	mode := ""
	if l.Mode != "" {
		mode = w.T("mode." + l.Mode)
	}
	duration := w.Duration(time.Duration(l.Seconds) * time.Second)
	return strings.TrimSpace(w.T(key, "name", oneLine(l.Name), "mode", mode, "duration", duration))
}

// deadline is a moment, or, for a midnight, the day that ends with it: nobody
// should wonder which day the hour 0 belongs to.
func (w *writer) deadline(at time.Time) string {
	if at = at.In(w.zone); at.Hour() == 0 && at.Minute() == 0 {
		return w.Day(at.AddDate(0, 0, -1))
	}
	return w.Moment(at)
}

// moment is a time by the clock of the conversation's centre.
func (w *writer) moment(at time.Time) string { return w.Moment(at.In(w.zone)) }
