// Package mailtest is a mail server for tests: it speaks SMTP, keeps what it is
// given, and says no when it is told to.
package mailtest

import (
	"io"
	"net"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// Server is a running mail server.
type Server struct {
	// URL is its address, as MITI_MAIL_URL has it.
	URL string

	mu     sync.Mutex
	no     error
	silent bool
	mails  []string
	served chan struct{}
	over   chan struct{}
}

// Start runs a server until the test ends.
func Start(t testing.TB) *Server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{URL: "smtp://" + listener.Addr().String(), served: make(chan struct{}, 1000), over: make(chan struct{})}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return session{s}, nil }))
	server.Domain = "mail.test"
	var tasks sync.WaitGroup
	tasks.Go(func() { _ = server.Serve(listener) })
	t.Cleanup(func() {
		close(s.over)
		_ = server.Close()
		tasks.Wait()
	})
	return s
}

// Refuse makes the server answer each recipient with a code and a text, as
// servers do that repeat the address. Zero accepts again.
func (s *Server) Refuse(code int, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.no = nil
	if code != 0 {
		s.no = &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 1, 1}, Message: text}
	}
}

// Swallow makes the server take each mail without ever saying so, or answer
// again.
func (s *Server) Swallow(silent bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.silent = silent
}

// Mails are those that the server took.
func (s *Server) Mails() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.mails...)
}

// Await waits until the server has been asked n times to take a mail, since
// the last Await.
func (s *Server) Await(t testing.TB, n int) {
	t.Helper()
	for range n {
		select {
		case <-s.served:
		case <-t.Context().Done():
			t.Fatal("the mail server was not asked")
		}
	}
}

// session is one conversation with a client.
type session struct{ *Server }

func (session) Reset()        {}
func (session) Logout() error { return nil }

func (session) Mail(string, *smtp.MailOptions) error { return nil }

func (s session) Rcpt(string, *smtp.RcptOptions) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.no != nil {
		s.served <- struct{}{}
	}
	return s.no
}

func (s session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.mails = append(s.mails, string(raw))
	silent := s.silent
	s.mu.Unlock()
	s.served <- struct{}{}
	if silent {
		<-s.over
	}
	return nil
}
