package sfutest

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"miti/sfu"
)

// JoinFunc takes an offer to the server: sfu.SFU's Join, or a socket to it.
type JoinFunc func(ctx context.Context, j sfu.Join) (sfu.Answer, error)

// Options say what a client is.
type Options struct {
	Join       JoinFunc
	Room, Name string
	Seats      int
	// Sources are the senders of the offer, in its order.
	Sources []sfu.Source
	// Sending are the sources that are sent from the start.
	Sending []sfu.Source
	Held    bool
	// Layers is how many streams the camera is sent in, 0 for one.
	Layers int
	// Codec is the MIME type of the codec of pictures, "" for VP8.
	Codec string
	// Level is how loud the microphone is, in dB below the loudest (RFC 6464); 0
	// leaves it unsaid.
	Level uint8
	// Unmeasured has the server take the path for one that carries all. What a
	// busy machine delays would else be taken for a narrow one.
	Unmeasured bool
	// Only has the client know no other codec of pictures than this one.
	Only string
	// Relay replaces the candidates of the answers, if it is valid.
	Relay netip.AddrPort
	// TCP has the client reach the server by ICE-TCP only.
	TCP bool
	// Anyhow has it try every address and transport that an answer names, from
	// every address of its machine, as a browser does. Else it is by loopback.
	Anyhow bool
	// Servers, if there is one, has the client come by TURN only, with what it
	// says at each start and restart of ICE.
	Servers func() []webrtc.ICEServer
	// Begin is where the numbers of all sources start; nil is anywhere.
	Begin *Beginning
	// Ladder is how a client comes back that lost its path. The zero value
	// leaves that to the test.
	Ladder Ladder
	// Heard, if there is one, is told of each packet, from many goroutines.
	Heard func(Arrival)
}

// Ladder says how long a client waits on each step back into the call. The
// page does the same with longer times.
type Ladder struct {
	Lost    time.Duration // without a packet, until the path counts as lost: then ICE is restarted
	Restart time.Duration // for the restart: then comes a new peer connection
	Anew    time.Duration // for a new peer connection: then comes another one
}

// ErrEnded is what the commands of a closed client return.
var ErrEnded = errors.New("the client is closed")

// joinPatience is how long a client waits for an answer.
const joinPatience = 30 * time.Second

// Client is a participant as the page is one. Its peer connection and the
// steps of its ladder belong to one goroutine, what it sends to a goroutine
// each, what it has received to the board.
type Client struct {
	options Options
	board   *board
	sources map[sfu.Source]*source   // the first layer of each
	layers  map[sfu.Source][]*source // all of them
	wire    *wire

	commands chan func(context.Context)
	states   chan stateOf
	stop     context.CancelFunc
	done     <-chan struct{}
	tasks    sync.WaitGroup

	peer       *peer
	generation uint64
	step       step
	timer      *time.Timer
}

// stateOf is what a peer connection said of itself. One that was replaced may
// still speak.
type stateOf struct {
	peer  *peer
	state webrtc.ICEConnectionState
}

// Dial makes a client and joins. It returns when the answer is applied, which
// is before the media path is up.
func Dial(ctx context.Context, o Options) (*Client, error) {
	w, err := newWire()
	if err != nil {
		return nil, err
	}
	life, stop := context.WithCancel(context.Background())
	c := &Client{
		options: o, board: newBoard(o.Seats, o.Heard), sources: map[sfu.Source]*source{}, layers: map[sfu.Source][]*source{}, wire: w,
		commands: make(chan func(context.Context)), states: make(chan stateOf), stop: stop, done: life.Done(),
		timer: time.NewTimer(time.Hour),
	}
	for _, name := range o.Sources {
		c.layers[name] = newLayers(&o, name)
		c.sources[name] = c.layers[name][0]
		for _, s := range c.layers[name] {
			s.on = slices.Contains(o.Sending, name)
			c.tasks.Go(func() { s.run(life) })
		}
	}
	c.tasks.Go(func() { c.run(life) })
	if err := c.Rejoin(ctx); err != nil {
		c.Close()
		return nil, fmt.Errorf("join as %s: %w", o.Name, err)
	}
	c.board.change(func() { c.board.view.Rejoins = 0 })
	return c, nil
}

// Close leaves with the goodbye that a peer connection says and returns when
// the last goroutine of the client has ended.
func (c *Client) Close() {
	c.stop()
	c.tasks.Wait()
}

// Vanish is Close as a machine does it that loses its power: the server hears
// nothing more.
func (c *Client) Vanish() {
	c.Dark(true)
	c.Close()
}

// Dark cuts the client's own network off, or on again. It has no effect on
// TCP.
func (c *Client) Dark(on bool) { c.wire.dark.Store(on) }

// Restart asks for an ICE restart and returns when the answer is applied.
func (c *Client) Restart(ctx context.Context) error {
	return c.do(ctx, func(ctx context.Context) error { return c.restart(ctx) })
}

// Rejoin joins with a new peer connection in place of the one that is there,
// as a reloaded page does that still knows its generation.
func (c *Client) Rejoin(ctx context.Context) error {
	return c.do(ctx, func(ctx context.Context) error { return c.anew(ctx) })
}

// AddSeats asks for n seats more, by a new offer of the same peer connection.
func (c *Client) AddSeats(ctx context.Context, n int) error {
	return c.do(ctx, func(ctx context.Context) error {
		c.options.Seats += n
		c.board.addSeats(n)
		if err := c.peer.addSeats(n); err != nil {
			return err
		}
		return c.negotiate(ctx, c.peer, false)
	})
}

// Forget makes the next Rejoin one of a page that does not know its generation.
func (c *Client) Forget(ctx context.Context) error {
	return c.do(ctx, func(context.Context) error { c.generation = 0; return nil })
}

// View is what the client knows now.
func (c *Client) View() View { return c.board.snapshot() }

// Await waits until ok is true of what the client knows.
func (c *Client) Await(ctx context.Context, ok func(View) bool) (View, error) {
	return c.board.await(ctx, ok)
}

// AwaitConnected waits until the media path is up.
func (c *Client) AwaitConnected(ctx context.Context) error {
	_, err := c.Await(ctx, func(v View) bool { return v.State == webrtc.PeerConnectionStateConnected })
	return err
}

// AwaitMore waits until n more packets of a sender were heard than now.
func (c *Client) AwaitMore(ctx context.Context, from Sender, n int) error {
	before := c.View().Heard[from].Packets
	if _, err := c.Await(ctx, func(v View) bool { return v.Heard[from].Packets >= before+n }); err != nil {
		return fmt.Errorf("%s waits for %d packets of %v after %d: %w", c.options.Name, n, from, before, err)
	}
	return nil
}

// Send switches a source on or off.
func (c *Client) Send(name sfu.Source, on bool) {
	for _, s := range c.layers[name] {
		s.change(func() { s.on, s.wantKey = on, on && s.video() })
	}
}

// SetPace changes how much of a source is sent.
func (c *Client) SetPace(name sfu.Source, p Pace) {
	s := c.sources[name]
	s.change(func() { s.pace = p })
}

// LoseKeyFrames has the next n key frames of a source lost on their way, for
// good: they are numbered and cannot be repaired.
func (c *Client) LoseKeyFrames(name sfu.Source, n int) {
	s := c.sources[name]
	s.change(func() { s.lose = n })
}

// IgnoreKeyRequests has the next n requests for a key frame of a source lost.
func (c *Client) IgnoreKeyRequests(name sfu.Source, n int) {
	s := c.sources[name]
	s.change(func() { s.ignore = n })
}

// Sent is what was sent of a source.
func (c *Client) Sent(name sfu.Source) Sent { return c.sources[name].counts() }

// WriteRTP sends a packet of the test's own making as one of a source, whose
// SSRC and payload type it gets.
func (c *Client) WriteRTP(name sfu.Source, p *rtp.Packet) error {
	s := c.sources[name]
	s.mu.Lock()
	track := s.track
	s.mu.Unlock()
	return track.WriteRTP(p)
}

// WriteRTCP sends control packets of the test's own making.
func (c *Client) WriteRTCP(ctx context.Context, packets ...rtcp.Packet) error {
	return c.do(ctx, func(context.Context) error { return c.peer.pc.WriteRTCP(packets) })
}

// PeerConnection is the client's current one, for what this package has no
// word for.
func (c *Client) PeerConnection(ctx context.Context) (pc *webrtc.PeerConnection, err error) {
	err = c.do(ctx, func(context.Context) error { pc = c.peer.pc; return nil })
	return pc, err
}

// do runs f on the client's goroutine and waits for it. ctx bounds both.
func (c *Client) do(ctx context.Context, f func(context.Context) error) error {
	result := make(chan error, 1)
	select {
	case c.commands <- func(life context.Context) {
		both, cancel := context.WithCancel(life)
		defer cancel()
		defer context.AfterFunc(ctx, cancel)()
		result <- f(both)
	}:
		return <-result
	case <-ctx.Done():
		return ctx.Err()
	case <-c.done:
		return ErrEnded
	}
}
