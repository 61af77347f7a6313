package doctor

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/logging"
	"github.com/pion/webrtc/v4"
	"github.com/pion/webrtc/v4/pkg/media"

	"miti/sfu"
)

// candidate is a way that an answer names.
type candidate struct {
	at  netip.AddrPort
	tcp bool
}

var errSilence = errors.New("nothing came")

// readCandidate reads a line of an SDP (RFC 8839 section 5.1). It reports
// false if the line is none.
func readCandidate(line string) (c candidate, ok bool) {
	words := strings.Fields(line)
	if !strings.HasPrefix(line, "a=candidate:") || len(words) < 6 {
		return c, false
	}
	at, err := netip.ParseAddrPort(net.JoinHostPort(words[4], words[5]))
	return candidate{at: at, tcp: strings.EqualFold(words[2], "tcp")}, err == nil
}

// candidatesOf are the ways that the answers of an SFU name.
func candidatesOf(ctx context.Context, s *sfu.SFU) (all []candidate, err error) {
	const room = "candidates"
	defer s.CloseRoom(room)
	_, answer, err := dial(ctx, s, room)
	for line := range strings.SplitSeq(answer, "\r\n") {
		if c, ok := readCandidate(line); ok {
			all = append(all, c)
		}
	}
	return all, err
}

// dial joins a room as somebody who would listen, and never connects.
func dial(ctx context.Context, s *sfu.SFU, room string) (offer, answer string, err error) {
	pc, err := newPeerConnection()
	if err != nil {
		return "", "", err
	}
	defer pc.GracefulClose() //nolint:errcheck // it was never connected
	if _, err := pc.AddTransceiverFromKind(webrtc.RTPCodecTypeAudio, receiving()); err != nil {
		return "", "", fmt.Errorf("make an offer: %w", err)
	}
	if answer, err = join(ctx, s, pc, sfu.Join{Room: room, Participant: "listener"}); err != nil {
		return "", "", err
	}
	return pc.LocalDescription().SDP, answer, nil
}

// join makes an offer, and returns the answer to it.
func join(ctx context.Context, s *sfu.SFU, pc *webrtc.PeerConnection, j sfu.Join) (string, error) {
	offer, err := pc.CreateOffer(nil)
	if err != nil {
		return "", fmt.Errorf("make an offer: %w", err)
	}
	j.Offer, j.Senders = offer.SDP, map[string]sfu.Source{}
	for _, t := range pc.GetTransceivers() {
		if t.Direction() == webrtc.RTPTransceiverDirectionSendonly {
			j.Senders[t.Mid()] = sfu.Microphone
		}
	}
	answer, err := s.Join(ctx, j)
	if err != nil {
		return "", err
	}
	if err := pc.SetLocalDescription(offer); err != nil {
		return "", fmt.Errorf("take our offer: %w", err)
	}
	return answer.SDP, nil
}

// connect joins by one way, whatever others there are.
func connect(ctx context.Context, s *sfu.SFU, pc *webrtc.PeerConnection, by candidate, j sfu.Join) error {
	answer, err := join(ctx, s, pc, j)
	if err != nil {
		return err
	}
	lines := slices.DeleteFunc(strings.Split(answer, "\r\n"), func(line string) bool {
		c, ok := readCandidate(line)
		return ok && c != by
	})
	err = pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: strings.Join(lines, "\r\n")})
	if err != nil {
		return fmt.Errorf("take the answer: %w", err)
	}
	return nil
}

// hear has one client speak and another listen, both by one way, and returns
// when the second has heard the first.
func hear(ctx context.Context, s *sfu.SFU, by candidate) error {
	room := fmt.Sprint(by) // none of another call
	defer s.CloseRoom(room)
	speaker, err := newPeerConnection()
	if err != nil {
		return err
	}
	defer speaker.GracefulClose() //nolint:errcheck // there is nobody to tell
	listener, err := newPeerConnection()
	if err != nil {
		return err
	}
	defer listener.GracefulClose() //nolint:errcheck // there is nobody to tell

	track, err := webrtc.NewTrackLocalStaticSample(webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus}, "voice", "doctor")
	if err != nil {
		return fmt.Errorf("make a voice: %w", err)
	}
	_, err = speaker.AddTransceiverFromTrack(track, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
	if err != nil {
		return fmt.Errorf("make a voice: %w", err)
	}
	if _, err = listener.AddTransceiverFromKind(webrtc.RTPCodecTypeAudio, receiving()); err != nil {
		return fmt.Errorf("make a listener: %w", err)
	}
	heard := make(chan struct{})
	var once sync.Once
	listener.OnTrack(func(t *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		if _, _, err := t.ReadRTP(); err == nil {
			once.Do(func() { close(heard) })
		}
	})
	speaks := []sfu.Source{sfu.Microphone}
	if err := connect(ctx, s, speaker, by, sfu.Join{Room: room, Participant: "speaker", Sending: speaks}); err != nil {
		return err
	}
	if err := connect(ctx, s, listener, by, sfu.Join{Room: room, Participant: "listener"}); err != nil {
		return err
	}
	const every = 20 * time.Millisecond
	beat := time.NewTicker(every)
	defer beat.Stop()
	for {
		select {
		case <-heard:
			return nil
		case <-ctx.Done():
			return errSilence
		case <-beat.C:
			const silence = "\xf8\xff\xfe" // a frame of Opus
			if err := track.WriteSample(media.Sample{Data: []byte(silence), Duration: every}); err != nil {
				return fmt.Errorf("speak: %w", err)
			}
		}
	}
}

func receiving() webrtc.RTPTransceiverInit {
	return webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}
}

func newPeerConnection() (*webrtc.PeerConnection, error) {
	var e webrtc.SettingEngine
	e.LoggerFactory = &logging.DefaultLoggerFactory{DefaultLogLevel: logging.LogLevelDisabled}
	e.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	e.SetIncludeLoopbackCandidate(true)
	e.SetNetworkTypes([]webrtc.NetworkType{
		webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6, webrtc.NetworkTypeTCP4, webrtc.NetworkTypeTCP6,
	})
	m := &webrtc.MediaEngine{}
	if err := m.RegisterDefaultCodecs(); err != nil {
		return nil, fmt.Errorf("make a client: %w", err)
	}
	pc, err := webrtc.NewAPI(webrtc.WithMediaEngine(m), webrtc.WithSettingEngine(e)).NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return nil, fmt.Errorf("make a client: %w", err)
	}
	return pc, nil
}
