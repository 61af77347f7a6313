package serve

import (
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"miti/internal/ops"
	"miti/sfu/turn"
	"miti/signaling"
)

// openRelay starts the relay, as the sockets know it; nil where the
// configuration asks for none. Its name, unless it has one of its own, is that
// of the pages.
func (s *Server) openRelay(origin string) (relay signaling.Relay, err error) {
	if c := s.config; !c.TURNUDP.IsValid() && !c.TURNTCP.IsValid() && !c.TURNTLS.IsValid() {
		return nil, nil
	}
	if s.relay, err = OpenRelay(s.config, origin, s.media, s.log); err != nil {
		return nil, err
	}
	s.closing.later(s.relay.Close)
	return s.relay, nil
}

// OpenRelay starts the relay of a configuration to a media plane.
func OpenRelay(config ops.Config, origin string, media turn.Media, log *slog.Logger) (*turn.Server, error) {
	c := turn.Config{
		UDP: config.TURNUDP, TCP: config.TURNTCP, TLS: config.TURNTLS, Name: config.TURNName, TLSName: config.TURNName,
		Media: media, Now: time.Now,
	}
	if c.TLSName == "" {
		u, err := url.Parse(origin)
		if err != nil {
			return nil, fmt.Errorf("name the relay: %w", err)
		}
		c.TLSName = u.Hostname()
	}
	if c.TLS.IsValid() {
		pair, err := openCertificate(config.TURNCert, config.TURNKey, log)
		if err != nil {
			return nil, fmt.Errorf("read the certificate of the relay: %w", err)
		}
		c.Certificate = pair.get
	}
	return turn.Listen(c)
}

// relayed counts for the metrics what was relayed; nil without a relay.
func (s *Server) relayed() func() ops.Relayed {
	if s.relay == nil {
		return nil
	}
	return func() ops.Relayed {
		st := s.relay.Stats()
		return ops.Relayed{Allocations: st.Allocations, Up: st.BytesUp, Down: st.BytesDown}
	}
}
