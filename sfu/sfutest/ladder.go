package sfutest

import (
	"context"
	"fmt"
	"time"

	"github.com/pion/webrtc/v4"

	"miti/sfu"
)

// step is where a client stands on its ladder.
type step int

const (
	standing   step = iota // the path is up, or the ladder is not used
	restarting             // an ICE restart is under way
	renewing               // a new peer connection is
)

// run owns the peer connection and the ladder until ctx ends.
func (c *Client) run(ctx context.Context) {
	defer func() {
		c.timer.Stop()
		if c.peer != nil {
			c.peer.close()
		}
	}()
	for {
		select {
		case f := <-c.commands:
			f(ctx)
		case s := <-c.states:
			c.onState(ctx, s)
		case <-c.timer.C:
			c.climb(ctx)
		case <-ctx.Done():
			return
		}
	}
}

// onState begins the way back when the path is lost and ends it when it is up.
func (c *Client) onState(ctx context.Context, s stateOf) {
	if s.peer != c.peer {
		return
	}
	switch s.state {
	case webrtc.ICEConnectionStateConnected, webrtc.ICEConnectionStateCompleted:
		c.stand(standing, time.Hour)
	case webrtc.ICEConnectionStateDisconnected, webrtc.ICEConnectionStateFailed:
		if c.step == standing {
			c.climb(ctx)
		}
	}
}

// climb takes the next step: restart, then a new peer connection, then another.
// A step that is refused is waited for all the same, so that the server is not
// asked without a pause.
func (c *Client) climb(ctx context.Context) {
	if c.options.Ladder == (Ladder{}) {
		return
	}
	var err error
	if c.step == standing {
		c.stand(restarting, c.options.Ladder.Restart)
		err = c.restart(ctx)
	} else {
		c.stand(renewing, c.options.Ladder.Anew)
		err = c.anew(ctx)
	}
	c.board.change(func() { c.board.view.Refused = err })
}

func (c *Client) stand(on step, patience time.Duration) {
	c.step = on
	c.timer.Reset(patience)
}

// restart renews ICE on the peer connection that is there.
func (c *Client) restart(ctx context.Context) error {
	c.board.change(func() { c.board.view.Restarts++ })
	return c.negotiate(ctx, c.peer, true)
}

// anew joins with a new peer connection. The former one is closed first: it is
// of no use whatever the server says.
func (c *Client) anew(ctx context.Context) error {
	if c.peer != nil {
		c.peer.close()
	}
	p, err := newPeer(c)
	if err != nil {
		return err
	}
	c.peer = p
	c.board.change(func() { c.board.view.Rejoins++ })
	return c.negotiate(ctx, p, false)
}

// negotiate is one offer and its answer.
func (c *Client) negotiate(ctx context.Context, p *peer, restart bool) error {
	ctx, cancel := context.WithTimeout(ctx, joinPatience)
	defer cancel()
	offer, err := p.offer(ctx, restart)
	if err != nil {
		return err
	}
	a, err := c.options.Join(ctx, sfu.Join{
		Room: c.options.Room, Participant: c.options.Name, Generation: c.generation, Held: c.options.Held,
		Offer: offer.SDP, Senders: p.senders(), Sending: c.sending(),
	})
	if err != nil {
		return fmt.Errorf("offer of %s: %w", c.options.Name, err)
	}
	c.generation = a.Generation
	c.board.change(func() { c.board.view.Generation = a.Generation })
	return p.answer(offer, a)
}

// sending are the sources that are on.
func (c *Client) sending() (on []sfu.Source) {
	for _, name := range c.options.Sources {
		s := c.sources[name]
		s.mu.Lock()
		if s.on {
			on = append(on, name)
		}
		s.mu.Unlock()
	}
	return on
}
