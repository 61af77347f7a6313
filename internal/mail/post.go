package mail

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"

	"miti/internal/outbox"
)

// dialWithin is how long a mail server may take to greet.
const dialWithin = 10 * time.Second

// Post brings mails to whoever delivers them.
type Post interface {
	// Deliver's error has no address in it, and is an *outbox.Refusal when no
	// further try would help.
	Deliver(ctx context.Context, m *gomail.Msg) error
}

// Carrier composes letters and gives them to a post. It is an outbox.Carrier.
type Carrier struct {
	Composer *Composer
	Post     Post
}

// Carry implements outbox.Carrier.
func (c Carrier) Carry(ctx context.Context, l outbox.Letter) error {
	m, err := c.Composer.Compose(ctx, l)
	if err != nil {
		return err
	}
	return c.Post.Deliver(ctx, m)
}

// SMTP is a mail server that takes our mails.
type SMTP struct {
	host    string
	options []gomail.Option
}

// NewSMTP reads the address of a mail server: smtp://user:password@host:587, or
// smtps:// where TLS comes first. A password never travels without TLS. Helo is
// our own name.
func NewSMTP(address, helo string) (*SMTP, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, errors.New("the mail server is not an address such as smtp://host:587") // it may hold a password
	}
	s := &SMTP{host: u.Hostname(), options: []gomail.Option{gomail.WithTimeout(dialWithin), gomail.WithHELO(helo)}}
	port, policy := 587, gomail.TLSOpportunistic
	if u.Scheme == "smtps" {
		port = 465
		s.options = append(s.options, gomail.WithSSL())
	}
	if password, ok := u.User.Password(); ok {
		policy = gomail.TLSMandatory
		s.options = append(s.options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(u.User.Username()), gomail.WithPassword(password))
	}
	if u.Port() != "" {
		if port, err = strconv.Atoi(u.Port()); err != nil {
			return nil, errors.New("the port of the mail server is not a number")
		}
	}
	s.options = append(s.options, gomail.WithTLSPolicy(policy), gomail.WithPort(port))
	return s, nil
}

// Check connects, greets and signs in, and says what is wrong.
func (s *SMTP) Check(ctx context.Context) error {
	c, err := gomail.NewClient(s.host, s.options...)
	if err != nil {
		return fmt.Errorf("mail server: %w", err)
	}
	if err := c.DialWithContext(ctx); err != nil {
		return fmt.Errorf("the mail server does not let us in: %w", err)
	}
	if err := c.Close(); err != nil {
		return fmt.Errorf("take leave of the mail server: %w", err)
	}
	return nil
}

// Deliver implements Post.
func (s *SMTP) Deliver(ctx context.Context, m *gomail.Msg) error {
	c, err := gomail.NewClient(s.host, s.options...)
	if err != nil {
		return fmt.Errorf("mail server: %w", err)
	}
	err = c.DialAndSendWithContext(ctx, m)
	if err == nil || m.IsDelivered() { // what fails after that is the good-bye
		return nil
	}
	return explain(err)
}

// explain is an error without what the server said in words: servers repeat
// the address.
func explain(err error) error {
	refused, ok := errors.AsType[*gomail.SendError](err)
	if !ok {
		return err // not even connected: nobody's address has been said
	}
	said := fmt.Errorf("mail server: %s: %d %s", refused.Reason, refused.ErrorCode(), refused.EnhancedStatusCode())
	// A sender that is refused is for the operator to mend, and the letter waits.
	if refused.ErrorCode() >= 500 && refused.Reason != gomail.ErrSMTPMailFrom {
		return &outbox.Refusal{Cause: said}
	}
	return said
}
