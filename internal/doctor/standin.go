package doctor

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"miti/internal/id"
	"miti/internal/ops"
)

// arrival is how a request came to us.
type arrival struct {
	peer      netip.Addr
	forwarded bool // somebody says for whom it asks
	upgrade   bool // it wants to be a WebSocket
}

// standIn answers on the port of the pages instead of the server.
type standIn struct {
	server  *http.Server
	port    string
	mark    string // in each answer: nobody else has it
	ours    string // in each request of ours: nobody else knows it
	serving sync.WaitGroup

	mu   sync.Mutex
	last arrival // of our requests
}

// markHeader has the mark, in an answer.
const markHeader = "X-Miti-Doctor"

// oursKey has what is ours, in the query of a request.
const oursKey = "doctor"

// errCertificate says that the pages cannot be stood in for because of it: its
// own examination says why.
var errCertificate = errors.New("the certificate cannot be read")

func newStandIn(ctx context.Context, c ops.Config) (*standIn, error) {
	var encrypted *tls.Config
	if c.TLSCert != "" {
		pair, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey)
		if err != nil {
			return nil, errCertificate
		}
		encrypted = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return nil, err
	}
	s := &standIn{mark: id.New(), ours: id.New()}
	_, s.port, _ = net.SplitHostPort(listener.Addr().String())
	s.server = &http.Server{Handler: s, ReadHeaderTimeout: 5 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
	if encrypted != nil {
		listener = tls.NewListener(listener, encrypted)
	}
	s.serving.Go(func() { _ = s.server.Serve(listener) }) // until it is closed
	return s, nil
}

func (s *standIn) close() {
	_ = s.server.Close()
	s.serving.Wait()
}

// ServeHTTP implements http.Handler.
func (s *standIn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a := arrival{
		forwarded: r.Header.Get("X-Forwarded-For") != "",
		upgrade:   strings.EqualFold(r.Header.Get("Upgrade"), "websocket") && strings.Contains(strings.ToLower(r.Header.Get("Connection")), "upgrade"),
	}
	if peer, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		a.peer = peer.Addr().Unmap()
	}
	if r.URL.Query().Get(oursKey) == s.ours {
		s.mu.Lock()
		s.last = a
		s.mu.Unlock()
	}
	w.Header().Set(markHeader, s.mark)
	fmt.Fprintln(w, "Miti is being examined and will be back in a moment.")
}

// arrived is how our last request did.
func (s *standIn) arrived() arrival {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last
}
