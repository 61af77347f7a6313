package sfutest

import (
	"cmp"
	"context"
	"fmt"

	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"

	"miti/sfu"
)

// extension is a header extension of every packet.
type extension struct {
	id    uint8
	value []byte
}

// layerNames are the rids of a simulcast, the smallest first.
var layerNames = [...]string{"q", "h", "f"}

// newLayers makes the streams of a source: one, or a camera's layers, each
// with twice the packets of the one below.
func newLayers(o *Options, name sfu.Source) []*source {
	first := newSource(o.Name, name, o.Begin)
	first.mime = o.Codec
	list := []*source{first}
	if name != sfu.Camera {
		return list
	}
	for i := 1; i < o.Layers; i++ {
		first.rid = layerNames[0]
		s := newSource(o.Name, name, o.Begin)
		s.layer, s.rid, s.mime = uint8(i), layerNames[i], o.Codec
		s.pace.Parts <<= i
		s.pace.KeyParts <<= i
		list = append(list, s)
	}
	return list
}

// Layer is one stream of a client's simulcast.
type Layer struct{ s *source }

// Layer finds a layer of a source, from the smallest.
func (c *Client) Layer(name sfu.Source, i int) Layer { return Layer{c.layers[name][i]} }

// Send switches the layer on or off, as an encoder does that has not enough of
// something.
func (l Layer) Send(on bool) { l.s.change(func() { l.s.on, l.s.wantKey = on, on }) }

// SetPace changes how much of the layer is sent.
func (l Layer) SetPace(p Pace) { l.s.change(func() { l.s.pace = p }) }

// Sent is what was sent of the layer.
func (l Layer) Sent() Sent { return l.s.counts() }

// SetCodec goes over to another codec, by its MIME type, as a page does that sets
// encodings[].codec. The source has one layer.
func (c *Client) SetCodec(ctx context.Context, name sfu.Source, mime string) error {
	return c.do(ctx, func(context.Context) error {
		s := c.sources[name]
		s.change(func() { s.mime, s.track = mime, nil })
		track, err := s.newTrack()
		if err != nil {
			return err
		}
		if err := c.peer.lines[name].Sender().ReplaceTrack(track); err != nil {
			return fmt.Errorf("%s in %s: %w", name, mime, err)
		}
		s.change(func() { s.track, s.wantKey = track, true })
		return nil
	})
}

// addLayers adds the upper streams to the sender of the first.
func (p *peer) addLayers(name sfu.Source, sender *webrtc.RTPSender) error {
	for _, s := range p.client.layers[name][1:] {
		track, err := s.newTrack()
		if err != nil {
			return err
		}
		if err := sender.AddEncoding(track); err != nil {
			return fmt.Errorf("layer %s of %s: %w", s.rid, name, err)
		}
		s.attach(track)
		p.spawn(func() {
			for {
				packets, _, err := sender.ReadSimulcastRTCP(s.rid)
				if err != nil {
					return
				}
				s.feedback(packets)
			}
		})
	}
	return nil
}

// newTrack makes what the stream is sent on.
func (s *source) newTrack() (*webrtc.TrackLocalStaticRTP, error) {
	codec := webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus}
	if s.video() {
		s.mu.Lock()
		codec.MimeType = cmp.Or(s.mime, webrtc.MimeTypeVP8)
		s.mu.Unlock()
	}
	var options []func(*webrtc.TrackLocalStaticRTP)
	if s.rid != "" {
		options = append(options, webrtc.WithRTPStreamID(s.rid))
	}
	track, err := webrtc.NewTrackLocalStaticRTP(codec, string(s.name), s.from, options...)
	if err != nil {
		return nil, fmt.Errorf("track of %s: %w", s.name, err)
	}
	return track, nil
}

// identify puts mid and rid into the packets of simulcasts, and the level into
// those of a microphone: Pion leaves that to its user. The ids are those of the
// answer.
func (p *peer) identify() {
	for name, t := range p.lines {
		layers := p.client.layers[name]
		for _, s := range layers {
			values := map[string][]byte{}
			if len(layers) > 1 {
				values[sdp.SDESMidURI], values[sdp.SDESRTPStreamIDURI] = []byte(t.Mid()), []byte(s.rid)
			}
			if level := p.client.options.Level; level > 0 && name == sfu.Microphone {
				values[sdp.AudioLevelURI] = []byte{level}
			}
			var names []extension
			for _, x := range t.Sender().GetParameters().HeaderExtensions {
				if v, ok := values[x.URI]; ok {
					names = append(names, extension{uint8(x.ID), v})
				}
			}
			s.change(func() { s.names = names })
		}
	}
}
