package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4"

	"miti/sfu"
)

// pionForwarder is what one writes with pion/webrtc and its default
// interceptors: a peer connection a person, a local track a source that all
// others have, one WriteRTP a packet.
type pionForwarder struct {
	tasks sync.WaitGroup

	mu     sync.Mutex
	tracks map[string]*webrtc.TrackLocalStaticRTP // by room, person and source
	asks   map[string]func()                      // for a key frame of a person, by room and person
	people map[string]*webrtc.PeerConnection      // by room and person
}

func newPion() forwarder {
	return &pionForwarder{
		tracks: map[string]*webrtc.TrackLocalStaticRTP{}, asks: map[string]func(){},
		people: map[string]*webrtc.PeerConnection{},
	}
}

func (f *pionForwarder) addr() netip.AddrPort { return netip.AddrPort{} }

func (f *pionForwarder) route(Routes) error { return errNoRoutes }

func (f *pionForwarder) leave(room, name string) {
	f.mu.Lock()
	pc := f.people[room+"/"+name]
	delete(f.people, room+"/"+name)
	delete(f.asks, room+"/"+name)
	f.mu.Unlock()
	if pc != nil {
		_ = pc.Close()
	}
}

func (f *pionForwarder) close() {
	f.mu.Lock()
	all := f.people
	f.people = nil
	f.mu.Unlock()
	for _, pc := range all {
		_ = pc.Close()
	}
	f.tasks.Wait()
}

func newPionConnection() (*webrtc.PeerConnection, error) {
	m, r := &webrtc.MediaEngine{}, &interceptor.Registry{}
	if err := errors.Join(m.RegisterDefaultCodecs(), webrtc.RegisterDefaultInterceptors(m, r)); err != nil {
		return nil, fmt.Errorf("media engine: %w", err)
	}
	var e webrtc.SettingEngine
	e.SetIncludeLoopbackCandidate(true)
	e.SetIPFilter(func(ip net.IP) bool { return ip.IsLoopback() })
	e.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	return webrtc.NewAPI(webrtc.WithMediaEngine(m), webrtc.WithInterceptorRegistry(r), webrtc.WithSettingEngine(e)).
		NewPeerConnection(webrtc.Configuration{})
}

func (f *pionForwarder) join(ctx context.Context, a JoinArgs) (answer sfu.Answer, err error) {
	pc, err := newPionConnection()
	if err != nil {
		return answer, err
	}
	room, name := a.Join.Room, a.Join.Participant
	f.mu.Lock()
	f.people[room+"/"+name] = pc
	f.mu.Unlock()
	for _, p := range a.Others {
		if err := f.addTracks(pc, room, p); err != nil {
			return answer, err
		}
	}
	pc.OnTrack(func(t *webrtc.TrackRemote, _ *webrtc.RTPReceiver) { f.forward(pc, t, room, name) })
	pc.OnConnectionStateChange(func(s webrtc.PeerConnectionState) {
		if s == webrtc.PeerConnectionStateConnected {
			f.askAll(room, a.Others)
		}
	})
	gathered := webrtc.GatheringCompletePromise(pc)
	if err = pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: a.Join.Offer}); err != nil {
		return answer, fmt.Errorf("set offer: %w", err)
	}
	d, err := pc.CreateAnswer(nil)
	if err == nil {
		err = pc.SetLocalDescription(d)
	}
	if err != nil {
		return answer, fmt.Errorf("answer: %w", err)
	}
	select {
	case <-gathered:
	case <-ctx.Done():
		return answer, ctx.Err()
	}
	return sfu.Answer{SDP: pc.LocalDescription().SDP, Generation: 1, Seats: seatsOf(pc)}, nil
}

// seatsOf names the lines that something is sent on.
func seatsOf(pc *webrtc.PeerConnection) []sfu.SeatLines {
	var audio, video []string
	for _, t := range pc.GetTransceivers() {
		switch {
		case t.Sender() == nil || t.Sender().Track() == nil || t.Mid() == "":
		case t.Kind() == webrtc.RTPCodecTypeAudio:
			audio = append(audio, t.Mid())
		default:
			video = append(video, t.Mid())
		}
	}
	seats := make([]sfu.SeatLines, max(len(audio), len(video)))
	for i := range seats {
		if i < len(audio) {
			seats[i].AudioMid = audio[i]
		}
		if i < len(video) {
			seats[i].VideoMid = video[i]
		}
	}
	return seats
}

// addTracks has a person be sent what another one sends.
func (f *pionForwarder) addTracks(pc *webrtc.PeerConnection, room string, p Publisher) error {
	for _, source := range p.Sources {
		track, err := f.track(room, p.Name, source)
		if err != nil {
			return err
		}
		t, err := pc.AddTransceiverFromTrack(track, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
		if err != nil {
			return fmt.Errorf("add a track: %w", err)
		}
		f.tasks.Go(func() {
			for {
				packets, _, err := t.Sender().ReadRTCP()
				if err != nil {
					return
				}
				for _, packet := range packets {
					if _, ok := packet.(*rtcp.PictureLossIndication); ok {
						f.askAll(room, []Publisher{p})
					}
				}
			}
		})
	}
	return nil
}

// track finds or makes the track of a source.
func (f *pionForwarder) track(room, name string, source sfu.Source) (*webrtc.TrackLocalStaticRTP, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	key := room + "/" + name + "/" + string(source)
	if t := f.tracks[key]; t != nil {
		return t, nil
	}
	codec := webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus}
	if source == sfu.Camera {
		codec.MimeType = webrtc.MimeTypeVP8
	}
	t, err := webrtc.NewTrackLocalStaticRTP(codec, string(source), name)
	if err != nil {
		return nil, fmt.Errorf("make a track: %w", err)
	}
	f.tracks[key] = t
	return t, nil
}

// forward sends what comes of a source to all who have its track. Of a
// simulcast that is the largest layer.
func (f *pionForwarder) forward(pc *webrtc.PeerConnection, from *webrtc.TrackRemote, room, name string) {
	source := sfu.Microphone
	if from.Kind() == webrtc.RTPCodecTypeVideo {
		source = sfu.Camera
	}
	to, err := f.track(room, name, source)
	if err != nil {
		return
	}
	passed := from.RID() == "" || from.RID() == "f"
	if source == sfu.Camera && passed {
		f.learn(pc, from, room, name)
	}
	for {
		packet, _, err := from.ReadRTP()
		if err != nil {
			return
		}
		if passed {
			_ = to.WriteRTP(packet)
		}
	}
}

// learn notes how a person's key frames are asked for, and asks for one.
func (f *pionForwarder) learn(pc *webrtc.PeerConnection, from *webrtc.TrackRemote, room, name string) {
	ask := func() {
		_ = pc.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: uint32(from.SSRC())}})
	}
	f.mu.Lock()
	f.asks[room+"/"+name] = ask
	f.mu.Unlock()
	ask()
}

// askAll asks people for a key frame.
func (f *pionForwarder) askAll(room string, people []Publisher) {
	for _, p := range people {
		f.mu.Lock()
		ask := f.asks[room+"/"+p.Name]
		f.mu.Unlock()
		if ask != nil {
			ask()
		}
	}
}

// patience is how long is waited for anything that should be there at once.
const patience = 15 * time.Second
