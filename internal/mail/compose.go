// Package mail turns letters into mails, in their reader's language, as text and
// as a page, and hands them to a mail server or puts them into a folder.
package mail

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	netmail "net/mail"
	"net/url"
	"time"

	gomail "github.com/wneessen/go-mail"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/agenda"
	"miti/internal/catalogue"
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/id"
	"miti/internal/invite"
	"miti/internal/outbox"
	"miti/internal/roster"
)

// linkFor is how long the private link in a mail opens the conversation.
const linkFor = 30 * 24 * time.Hour

// Guidance is where a mail finds what it tells, when it is sent, and keeps the
// hash of the link that it carries.
type Guidance interface {
	History(ctx context.Context, id chat.ID) (desk.History, error)
	Centres(ctx context.Context) ([]centre.Centre, error)
	SaveLink(ctx context.Context, l account.Link) error
	// Appointment, Offered and Network are those of agenda.Store.
	Appointment(ctx context.Context, id booking.ID) (booking.Appointment, error)
	Offered(ctx context.Context, o booking.OfferID) ([]booking.Appointment, error)
	Network(ctx context.Context) (agenda.Network, error)
	// Shift is that of roster.Store.
	Shift(ctx context.Context, id roster.ShiftID) (roster.Shift, error)
	// Meeting is that of meeting.Store.
	Meeting(ctx context.Context, id booking.MeetingID) (booking.Gathering, error)
}

// Sender is in whose name mails are written.
type Sender struct {
	// Network is what the network of centres is called.
	Network string
	// Origin is the first public origin: the links lead there, and its host
	// stands in the Message-ID.
	Origin string
	// From is made of Origin when it is empty; ReplyTo may stay empty.
	From, ReplyTo netmail.Address
	// Zone is that of a conversation of no centre.
	Zone *time.Location
}

// Composer writes mails.
type Composer struct {
	guidance  Guidance
	catalogue catalogue.Catalogue
	sender    Sender
	host      string
	page      *template.Template
	now       func() time.Time
}

// NewComposer makes a composer. The origin has been checked by who configured it.
func NewComposer(g Guidance, c catalogue.Catalogue, s Sender, now func() time.Time) (*Composer, error) {
	page, err := newPage()
	if err != nil {
		return nil, err
	}
	origin, err := url.Parse(s.Origin)
	if err != nil || origin.Hostname() == "" {
		return nil, fmt.Errorf("mails need a public origin, and %q is none", s.Origin)
	}
	if s.From.Address == "" {
		s.From = netmail.Address{Name: s.Network, Address: "noreply@" + origin.Hostname()}
	}
	s.From.Name = cmp.Or(s.From.Name, s.Network)
	return &Composer{guidance: g, catalogue: c, sender: s, host: origin.Hostname(), page: page, now: now}, nil
}

// Compose writes the mail of a letter. It is outbox.ErrUnneeded when what it
// would tell is not there any more.
func (c *Composer) Compose(ctx context.Context, l outbox.Letter) (*gomail.Msg, error) {
	w := &writer{Composer: c, Texts: c.catalogue.In(l.Language), letter: l}
	if err := w.find(ctx); err != nil {
		return nil, err
	}
	said, err := w.write(ctx)
	if err != nil {
		return nil, err
	}
	return c.envelope(l, said)
}

// zoneOf is where the clock hangs by which a conversation's times are told.
func (c *Composer) zoneOf(ctx context.Context, of centre.ID) (*time.Location, error) {
	centres, err := c.guidance.Centres(ctx)
	if err != nil {
		return nil, fmt.Errorf("read centres: %w", err)
	}
	for _, each := range centres {
		if each.ID != of {
			continue
		}
		if zone, err := time.LoadLocation(each.Zone); err == nil {
			return zone, nil
		}
	}
	return c.sender.Zone, nil
}

// envelope puts what is said into a message with its headers.
func (c *Composer) envelope(l outbox.Letter, said content) (*gomail.Msg, error) {
	options := []gomail.MsgOption{gomail.WithEncoding(gomail.EncodingQP), gomail.WithNoDefaultUserAgent()}
	if said.Calendar == nil { // parts within parts need boundaries of their own
		options = append(options, gomail.WithBoundary("miti-"+l.ID))
	}
	m := gomail.NewMsg(options...)
	if err := m.To(string(l.To)); err != nil {
		return nil, &outbox.Refusal{Cause: errAddress}
	}
	m.FromMailAddress(&c.sender.From)
	if c.sender.ReplyTo.Address != "" {
		m.ReplyToMailAddress(&c.sender.ReplyTo)
	}
	m.Subject(said.Subject)
	m.SetDateWithValue(c.now())
	m.SetMessageIDWithValue(l.ID + "@" + c.host)
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetGenHeader(gomail.HeaderContentLang, said.Language)
	page, err := said.html(c.page)
	if err != nil {
		return nil, err
	}
	m.SetBodyString(gomail.TypeTextPlain, said.text())
	m.AddAlternativeString(gomail.TypeTextHTML, page)
	if said.Calendar != nil {
		kind := gomail.ContentType(invite.Type + "; charset=UTF-8; method=" + string(said.Method))
		if err := m.AttachReader("rendez-vous.ics", bytes.NewReader(said.Calendar), gomail.WithFileContentType(kind)); err != nil {
			return nil, fmt.Errorf("attach calendar: %w", err)
		}
	}
	return m, nil
}

// makeLink makes a private link to the page of what it opens.
func (c *Composer) makeLink(ctx context.Context, page string, opens account.Link) (address string, err error) {
	token := id.Secret()
	opens.Hash = id.Hash(token)
	if err := c.guidance.SaveLink(ctx, opens); err != nil {
		return "", fmt.Errorf("save link: %w", err)
	}
	return c.sender.Origin + page + "#r=" + token, nil
}

// dataOf reads the data of a letter.
func dataOf[T any](l outbox.Letter) (T, error) {
	var data T
	if err := json.Unmarshal(l.Data, &data); err != nil {
		return data, &outbox.Refusal{Cause: fmt.Errorf("read data of a letter: %w", err)}
	}
	return data, nil
}
