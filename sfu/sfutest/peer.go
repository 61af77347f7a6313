package sfutest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"

	"miti/sfu"
)

// peer is one peer connection of a client.
type peer struct {
	client *Client
	pc     *webrtc.PeerConnection
	lines  map[sfu.Source]*webrtc.RTPTransceiver

	mu     sync.Mutex
	seats  map[string]*line // by mid
	closed bool
	gone   chan struct{}
	tasks  sync.WaitGroup
}

// newPeer makes a peer connection with the client's senders and seats.
func newPeer(c *Client) (*peer, error) {
	api, err := newAPI(c)
	if err != nil {
		return nil, err
	}
	pc, err := api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return nil, fmt.Errorf("peer connection: %w", err)
	}
	p := &peer{
		client: c, pc: pc, lines: map[sfu.Source]*webrtc.RTPTransceiver{},
		seats: map[string]*line{}, gone: make(chan struct{}),
	}
	pc.OnICEConnectionStateChange(func(s webrtc.ICEConnectionState) {
		select {
		case c.states <- stateOf{p, s}:
		case <-p.gone:
		}
	})
	pc.OnConnectionStateChange(func(s webrtc.PeerConnectionState) {
		select {
		case <-p.gone:
		default:
			c.board.change(func() { c.board.view.State = s })
		}
	})
	pc.OnTrack(p.onTrack)
	if err := p.transceivers(); err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

// newAPI is Pion as a browser is.
func newAPI(c *Client) (*webrtc.API, error) {
	m, r := &webrtc.MediaEngine{}, &interceptor.Registry{}
	if err := errors.Join(
		register(m, c.options.Only),
		webrtc.ConfigureSimulcastExtensionHeaders(m),
		m.RegisterHeaderExtension(webrtc.RTPHeaderExtensionCapability{URI: sdp.AudioLevelURI}, webrtc.RTPCodecTypeAudio),
		interceptors(m, r, c.options.Unmeasured),
	); err != nil {
		return nil, fmt.Errorf("media engine: %w", err)
	}
	var e webrtc.SettingEngine
	e.SetNet(c.wire)
	e.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	e.SetDTLSInsecureSkipHelloVerify(true) // a browser asks for no cookie
	e.SetRelayAcceptanceMinWait(0)         // nor does it wait for a better way than a relay
	types := []webrtc.NetworkType{webrtc.NetworkTypeUDP4}
	switch {
	case c.options.Anyhow:
		types = append(types, webrtc.NetworkTypeUDP6, webrtc.NetworkTypeTCP4, webrtc.NetworkTypeTCP6)
	case c.options.TCP:
		types = []webrtc.NetworkType{webrtc.NetworkTypeTCP4}
	}
	e.SetNetworkTypes(types)
	if !c.options.Anyhow {
		e.SetIncludeLoopbackCandidate(true)
		e.SetIPFilter(func(ip net.IP) bool { return ip.IsLoopback() }) // the server is on this machine
	}
	if lost := c.options.Ladder.Lost; lost > 0 {
		e.SetICETimeouts(lost, time.Minute, lost/4)
	}
	return webrtc.NewAPI(webrtc.WithMediaEngine(m), webrtc.WithInterceptorRegistry(r), webrtc.WithSettingEngine(e)), nil
}

// interceptors are Pion's defaults, as a browser has them: NACK and RTX, reports,
// and transport-wide numbers in both directions, unless those are left out.
func interceptors(m *webrtc.MediaEngine, r *interceptor.Registry, unmeasured bool) error {
	if unmeasured {
		return errors.Join(webrtc.ConfigureNack(m, r), webrtc.ConfigureRTCPReports(r))
	}
	return errors.Join(webrtc.ConfigureTWCCHeaderExtensionSender(m, r), webrtc.RegisterDefaultInterceptors(m, r))
}

// register has an engine know all codecs, or of pictures one only.
func register(m *webrtc.MediaEngine, only string) error {
	if only == "" {
		return m.RegisterDefaultCodecs()
	}
	feedback := []webrtc.RTCPFeedback{{Type: "nack"}, {Type: "nack", Parameter: "pli"}}
	codecs := []webrtc.RTPCodecParameters{
		{PayloadType: 96, RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: only, ClockRate: 90000, RTCPFeedback: feedback}},
		{PayloadType: 97, RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeRTX, ClockRate: 90000, SDPFmtpLine: "apt=96"}},
	}
	opus := webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2}
	err := m.RegisterCodec(webrtc.RTPCodecParameters{PayloadType: 111, RTPCodecCapability: opus}, webrtc.RTPCodecTypeAudio)
	for _, codec := range codecs {
		err = errors.Join(err, m.RegisterCodec(codec, webrtc.RTPCodecTypeVideo))
	}
	return err
}

// transceivers makes the lines of the offer: the senders, then the seats.
func (p *peer) transceivers() error {
	for _, name := range p.client.options.Sources {
		s := p.client.sources[name]
		track, err := s.newTrack()
		if err != nil {
			return err
		}
		p.lines[name], err = p.pc.AddTransceiverFromTrack(track, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
		if err != nil {
			return fmt.Errorf("sender of %s: %w", name, err)
		}
		s.attach(track)
		sender := p.lines[name].Sender()
		if err := p.addLayers(name, sender); err != nil {
			return err
		}
		p.spawn(func() {
			for {
				packets, _, err := sender.ReadRTCP()
				if err != nil {
					return
				}
				s.feedback(packets)
			}
		})
	}
	return p.addSeats(p.client.options.Seats)
}

// addSeats makes receive-only lines for n seats more.
func (p *peer) addSeats(n int) error {
	for range n {
		for _, kind := range []webrtc.RTPCodecType{webrtc.RTPCodecTypeAudio, webrtc.RTPCodecTypeVideo} {
			if _, err := p.pc.AddTransceiverFromKind(kind, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}); err != nil {
				return fmt.Errorf("seat: %w", err)
			}
		}
	}
	return nil
}

// offer makes the next offer. The first one of a peer connection is set before it
// is sent, as the page does, so that candidates are gathered while it is on its way.
// They are not waited for, because the server learns addresses from the checks.
// A later one is set when there is an answer to it: Pion cannot roll back.
func (p *peer) offer(ctx context.Context, restart bool) (webrtc.SessionDescription, error) {
	if servers := p.client.options.Servers; servers != nil { // Pion gathers for a restart while it makes the offer
		if p.pc.ICEGatheringState() != webrtc.ICEGatheringStateNew {
			select { // while it gathers it reads its servers without a lock
			case <-webrtc.GatheringCompletePromise(p.pc):
			case <-ctx.Done():
				return webrtc.SessionDescription{}, fmt.Errorf("gather candidates: %w", ctx.Err())
			}
		}
		if err := p.pc.SetConfiguration(webrtc.Configuration{ICEServers: servers(), ICETransportPolicy: webrtc.ICETransportPolicyRelay}); err != nil {
			return webrtc.SessionDescription{}, fmt.Errorf("set servers: %w", err)
		}
	}
	d, err := p.pc.CreateOffer(&webrtc.OfferOptions{ICERestart: restart})
	if err != nil {
		return d, fmt.Errorf("create offer: %w", err)
	}
	if p.pc.CurrentRemoteDescription() == nil {
		err = p.setLocal(d)
	}
	return d, err
}

func (p *peer) setLocal(offer webrtc.SessionDescription) error {
	if err := p.pc.SetLocalDescription(offer); err != nil {
		return fmt.Errorf("set offer: %w", err)
	}
	return nil
}

// senders names the mids of the client's sources.
func (p *peer) senders() map[string]sfu.Source {
	mids := map[string]sfu.Source{}
	for name, t := range p.lines {
		mids[t.Mid()] = name
	}
	return mids
}

// answer takes the server's answer to an offer.
func (p *peer) answer(offer webrtc.SessionDescription, a sfu.Answer) error {
	if p.pc.SignalingState() == webrtc.SignalingStateStable {
		if err := p.setLocal(offer); err != nil {
			return err
		}
	}
	p.mu.Lock()
	for i, s := range a.Seats {
		p.seats[s.AudioMid], p.seats[s.VideoMid] = p.client.board.seat(i)
	}
	p.mu.Unlock()
	sdp := a.SDP
	if !p.client.options.Anyhow {
		sdp = candidates(sdp, p.client.options.Relay, p.client.options.TCP)
	}
	if err := p.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: sdp}); err != nil {
		return fmt.Errorf("set answer: %w", err)
	}
	p.identify()
	return nil
}

// spawn runs f as a task that close waits for, unless it is closed.
func (p *peer) spawn(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		p.tasks.Go(f)
	}
}

// close ends the peer connection and waits for all that it started.
func (p *peer) close() {
	p.mu.Lock()
	again := p.closed
	p.closed = true
	p.mu.Unlock()
	if again {
		return
	}
	close(p.gone)
	_ = p.pc.GracefulClose() // there is nobody to tell
	p.tasks.Wait()
}
