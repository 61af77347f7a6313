package sfutest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"

	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"

	"miti/sfu"
)

// bareProfile is the cipher that bare clients use: the one that the SFU and
// Pion agree on.
const bareProfile = srtp.ProtectionProfileAeadAes128Gcm

// BareKey is the key and salt of a bare client, of both directions.
type BareKey struct{ Key, Salt []byte }

// Context makes an SRTP context of the key.
func (k BareKey) Context() (*srtp.Context, error) {
	c, err := srtp.CreateContext(k.Key, k.Salt, bareProfile)
	if err != nil {
		return nil, fmt.Errorf("make an SRTP context: %w", err)
	}
	return c, nil
}

// BareOptions say what a bare client is.
type BareOptions struct {
	Name   string
	Server netip.AddrPort
	Key    BareKey
	// Streams are what it sends: of each source an SSRC for each layer.
	Streams map[sfu.Source][]uint32
	// Seats are what it receives, by SSRC.
	Seats []BareSeat
	Heard func(Arrival)
}

// BareSeat names the streams of a seat.
type BareSeat struct{ Audio, Video uint32 }

// Bare is a client without ICE, DTLS and RTCP: SRTP by a key that both ends
// know. It sends and counts as a Client does, to compare with.
type Bare struct {
	board  *board
	layers map[sfu.Source][]*source
	lines  map[uint32]*line
	conn   *net.UDPConn
	in     *srtp.Context
	stop   context.CancelFunc
	tasks  sync.WaitGroup

	mu  sync.Mutex
	out *srtp.Context
	b   []byte
}

// DialBare makes a bare client that is silent until it is told to Send.
func DialBare(o BareOptions) (*Bare, error) {
	in, err := o.Key.Context()
	out, err2 := o.Key.Context()
	if err = errors.Join(err, err2); err != nil {
		return nil, err
	}
	conn, err := net.DialUDP("udp4", nil, net.UDPAddrFromAddrPort(o.Server))
	if err != nil {
		return nil, fmt.Errorf("open a bare client's socket: %w", err)
	}
	life, stop := context.WithCancel(context.Background())
	c := &Bare{
		board: newBoard(len(o.Seats), o.Heard), layers: map[sfu.Source][]*source{}, lines: map[uint32]*line{},
		conn: conn, in: in, out: out, stop: stop,
	}
	for i, s := range o.Seats {
		c.lines[s.Audio], c.lines[s.Video] = c.board.seat(i)
	}
	for name, ssrcs := range o.Streams {
		c.layers[name] = newLayers(&Options{Name: o.Name, Layers: len(ssrcs)}, name)
		for i, s := range c.layers[name] {
			s.attach(&bareTrack{c, ssrcs[i], s.video()})
			c.tasks.Go(func() { s.run(life) })
		}
	}
	c.tasks.Go(c.read)
	return c, nil
}

// Addr is where the client is reached.
func (c *Bare) Addr() netip.AddrPort { return c.conn.LocalAddr().(*net.UDPAddr).AddrPort() }

// Send switches a source on or off.
func (c *Bare) Send(name sfu.Source, on bool) {
	for _, s := range c.layers[name] {
		s.change(func() { s.on = on })
	}
}

// Layer finds a layer of a source, from the smallest.
func (c *Bare) Layer(name sfu.Source, i int) Layer { return Layer{c.layers[name][i]} }

// View is what the client knows now.
func (c *Bare) View() View { return c.board.snapshot() }

// Close returns when the last goroutine of the client has ended.
func (c *Bare) Close() {
	c.stop()
	_ = c.conn.Close()
	c.tasks.Wait()
}

// read takes packets until the socket is closed.
func (c *Bare) read() {
	b := make([]byte, 2048)
	for {
		n, err := c.conn.Read(b)
		if isClosed(err) {
			return
		}
		if err != nil {
			continue // the server was not there yet
		}
		plain, err := c.in.DecryptRTP(b[:0], b[:n], nil)
		packet := &rtp.Packet{}
		if err != nil || packet.Unmarshal(plain) != nil {
			continue
		}
		if at := c.lines[packet.SSRC]; at != nil {
			c.board.take(at, packet, "", false)
		}
	}
}

// bareTrack is where a stream of a bare client goes.
type bareTrack struct {
	client *Bare
	ssrc   uint32
	video  bool
}

// WriteRTP implements writer.
func (t *bareTrack) WriteRTP(p *rtp.Packet) error {
	const opus, vp8 = 111, 96
	c := t.client
	p.SSRC, p.PayloadType = t.ssrc, opus
	if t.video {
		p.PayloadType = vp8
	}
	plain, err := p.Marshal()
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.b, err = c.out.EncryptRTP(c.b[:0], plain, nil); err != nil {
		return err
	}
	_, err = c.conn.Write(c.b)
	return err
}
