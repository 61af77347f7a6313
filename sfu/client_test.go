package sfu_test

import (
	"bytes"
	"context"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/pion/webrtc/v4"
	"github.com/pion/webrtc/v4/pkg/media"

	"miti/sfu"
)

// patience is how long a test waits for what comes at once, on a machine that
// has much else to do.
const patience = time.Minute

// server is an SFU on loopback and what it has said.
type server struct {
	*sfu.SFU
	t *testing.T

	mu     sync.Mutex
	events []sfu.Event
	more   chan struct{}
}

func start(t *testing.T, change func(*sfu.Config)) *server {
	t.Helper()
	s := &server{t: t, more: make(chan struct{}, 1)}
	c := sfu.Config{
		UDP: netip.MustParseAddrPort("127.0.0.1:0"), TCP: netip.MustParseAddrPort("127.0.0.1:0"),
		Event: func(e sfu.Event) {
			s.mu.Lock()
			s.events = append(s.events, e)
			s.mu.Unlock()
			select {
			case s.more <- struct{}{}:
			default:
			}
		},
	}
	if change != nil {
		change(&c)
	}
	var err error
	if s.SFU, err = sfu.New(c); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// waits for an event that is wanted, among those before and those to come.
func (s *server) waits(what string, wanted func(sfu.Event) bool) {
	s.t.Helper()
	limit := time.After(patience)
	for {
		s.mu.Lock()
		found := slices.ContainsFunc(s.events, wanted)
		s.mu.Unlock()
		if found {
			return
		}
		select {
		case <-s.more:
		case <-limit:
			s.t.Fatalf("no event: %s; there were %+v", what, s.all())
		}
	}
}

// stats come after all that was asked of the loop before.
func (s *server) stats() sfu.Stats {
	s.t.Helper()
	st, err := s.Stats(context.Background())
	if err != nil {
		s.t.Fatal(err)
	}
	return st
}

func (s *server) all() []sfu.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.events)
}

// client is a Pion client with a microphone, a camera and three seats.
type client struct {
	t          *testing.T
	s          *server
	name       string
	pc         *webrtc.PeerConnection
	generation uint64
	held       bool
	permit     sfu.Permit
	mic, cam   *webrtc.TrackLocalStaticSample
	senders    map[*webrtc.RTPTransceiver]sfu.Source
	answer     sfu.Answer
	heard      chan heard
}

// heard is a payload and the stream it came on.
type heard struct {
	seat string // the stream's id
	kind webrtc.RTPCodecType
	data []byte
}

func newClient(t *testing.T, s *server, name string) *client {
	t.Helper()
	return newClientOver(t, s, name, webrtc.NetworkTypeUDP4)
}

func newClientOver(t *testing.T, s *server, name string, network webrtc.NetworkType) *client {
	t.Helper()
	c := &client{t: t, s: s, name: name, heard: make(chan heard, 1000), senders: map[*webrtc.RTPTransceiver]sfu.Source{}}
	var engine webrtc.SettingEngine
	engine.SetIncludeLoopbackCandidate(true)
	engine.SetNetworkTypes([]webrtc.NetworkType{network})
	codecs := &webrtc.MediaEngine{}
	c.must(codecs.RegisterDefaultCodecs())
	var err error
	c.pc, err = webrtc.NewAPI(webrtc.WithSettingEngine(engine), webrtc.WithMediaEngine(codecs)).
		NewPeerConnection(webrtc.Configuration{})
	c.must(err)
	t.Cleanup(func() { _ = c.pc.Close() })
	c.mic = c.sends(webrtc.MimeTypeOpus, sfu.Microphone)
	c.cam = c.sends(webrtc.MimeTypeVP8, sfu.Camera)
	for range 3 {
		for _, kind := range []webrtc.RTPCodecType{webrtc.RTPCodecTypeAudio, webrtc.RTPCodecTypeVideo} {
			_, err = c.pc.AddTransceiverFromKind(kind, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly})
			c.must(err)
		}
	}
	c.pc.OnTrack(func(r *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		for {
			p, _, err := r.ReadRTP()
			if err != nil {
				return
			}
			select {
			case c.heard <- heard{r.StreamID(), r.Kind(), p.Payload}:
			default:
			}
		}
	})
	return c
}

func (c *client) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *client) sends(mime string, source sfu.Source) *webrtc.TrackLocalStaticSample {
	c.t.Helper()
	track, err := webrtc.NewTrackLocalStaticSample(webrtc.RTPCodecCapability{MimeType: mime}, string(source), c.name)
	c.must(err)
	tr, err := c.pc.AddTransceiverFromTrack(track, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
	c.must(err)
	c.senders[tr] = source
	return track
}

// offer makes an offer with all candidates.
func (c *client) offer(options *webrtc.OfferOptions) sfu.Join {
	c.t.Helper()
	d, err := c.pc.CreateOffer(options)
	c.must(err)
	gathered := webrtc.GatheringCompletePromise(c.pc)
	c.must(c.pc.SetLocalDescription(d))
	<-gathered
	j := sfu.Join{
		Room: "room", Participant: c.name, Generation: c.generation, Offer: c.pc.LocalDescription().SDP,
		Senders: map[string]sfu.Source{}, Sending: []sfu.Source{sfu.Microphone, sfu.Camera}, Held: c.held, Permit: c.permit,
	}
	for tr, source := range c.senders {
		j.Senders[tr.Mid()] = source
	}
	return j
}

func (c *client) join(options *webrtc.OfferOptions) *client {
	c.t.Helper()
	a, err := c.s.Join(context.Background(), c.offer(options))
	c.must(err)
	c.must(c.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: a.SDP}))
	c.generation, c.answer = a.Generation, a
	return c
}

// key makes a VP8 key frame that carries a text.
func key(text string) []byte { return append([]byte{0x10, 2, 0, 0x9d, 1, 0x2a, 8, 0, 8, 0}, text...) }

// hears waits until from's voice and picture have come to c in a seat.
func (c *client) hears(from *client, seat int) {
	c.t.Helper()
	text := fmt.Sprintf("%s %d %d", from.name, from.generation, time.Now().UnixNano())
	stream := fmt.Sprint("seat", seat)
	voice, picture := false, false
	limit := time.After(patience)
	beat := time.NewTicker(20 * time.Millisecond)
	defer beat.Stop()
	for !voice || !picture {
		select {
		case h := <-c.heard:
			if h.seat == stream && bytes.Contains(h.data, []byte(text)) {
				voice = voice || h.kind == webrtc.RTPCodecTypeAudio
				picture = picture || h.kind == webrtc.RTPCodecTypeVideo
			}
		case <-beat.C:
			c.must(from.mic.WriteSample(media.Sample{Data: []byte(text), Duration: 20 * time.Millisecond}))
			c.must(from.cam.WriteSample(media.Sample{Data: key(text), Duration: 20 * time.Millisecond}))
		case <-limit:
			c.t.Fatalf("%s did not get all of %s in seat %d: voice %v, picture %v", c.name, from.name, seat, voice, picture)
		}
	}
}
