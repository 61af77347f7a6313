package signaling

import (
	"context"
	"time"

	"miti/internal/fault"
	"miti/internal/id"
	"miti/sfu"
	"miti/signaling/protocol"
)

const (
	// trialLasts is long enough to find a way and to measure it for some seconds.
	trialLasts = 15 * time.Second
	// trialAgain is when others have done with theirs.
	trialAgain = 20 * time.Second
	// trier is whoever tests: each is alone in a room.
	trier = "trial"
)

// Try answers the offer of somebody who tests their connection: what they send
// comes back to them, for some seconds. There is nobody else in it, and few can
// do so at a time.
func (s *Server) Try(ctx context.Context, offer string, from map[string]protocol.Source) (answer string, relay *protocol.Relay, err error) {
	a, err := s.Media.Join(ctx, sfu.Join{
		Room: "trial:" + id.New(), Participant: trier, Offer: offer, Echo: trialLasts,
		Senders: senders(from), Sending: []sfu.Source{sfu.Microphone, sfu.Camera},
	})
	if err = mediaFault(err); fault.CodeOf(err) == fault.Full {
		err = fault.RetryAfter(fault.Unavailable, trialAgain)
	}
	if err != nil {
		return "", nil, err
	}
	if s.Relay != nil {
		relay = granted(s.Relay.Trial())
	}
	return a.SDP, relay, nil
}
