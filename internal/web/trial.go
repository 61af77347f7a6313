package web

import (
	"context"
	"time"

	"miti/signaling/protocol"
)

// Limits of connection tests from one address, at which twenty people may sit. A
// test tries three ways, each an answer. All of an address together are less
// than half of what there is room for (sfu.MaxEchoes), so that it keeps nobody
// out who is elsewhere.
const (
	trialBurst = 66
	trialEvery = 4 * time.Second
)

// Trials answers the offers of those who test their connection.
type Trials interface {
	Try(ctx context.Context, offer string, from map[string]protocol.Source) (answer string, relay *protocol.Relay, err error)
}

type (
	trialBody struct {
		SDP     string                     `json:"sdp"`
		Senders map[string]protocol.Source `json:"senders"`
	}
	trialAnswer struct {
		SDP   string          `json:"sdp"`
		Relay *protocol.Relay `json:"relay,omitempty"`
	}
)

// testConnection sends back for some seconds what the caller sends. It makes the
// server work for a stranger, so it is rationed.
func (s *server) testConnection(c call) (answer, error) {
	b, err := decode[trialBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	if err := s.allow(&c, "trial:"+s.Door.Addresses.Key(c.Request), trialBurst, trialEvery); err != nil {
		return answer{}, err
	}
	sdp, relay, err := s.Trials.Try(c.Request.Context(), b.SDP, b.Senders)
	if err != nil {
		return answer{}, err
	}
	return done(trialAnswer{SDP: sdp, Relay: relay})
}
