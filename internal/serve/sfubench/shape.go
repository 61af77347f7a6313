package main

import (
	"fmt"
	"time"

	"miti/sfu"
	"miti/sfu/sfutest"
)

// person is who takes part in a call.
type person struct {
	name    string
	sources []sfu.Source // none is one who listens
	layers  int          // that the camera is sent in
}

// shape is what is going on at a time: some rooms.
type shape struct {
	name    string
	rooms   [][]person // who publishes comes first
	relayed bool       // is measured by the relay, too
}

// simulcast is how many layers a camera has in a meeting of many cameras.
const simulcast = 3

// shapes are those of the benchmark.
func shapes() []shape {
	ten := calls("calls-10", 10, sfu.Microphone, sfu.Camera)
	ten.relayed = true
	return []shape{
		ten,
		calls("calls-40", 40, sfu.Microphone, sfu.Camera),
		calls("voices-50", 50, sfu.Microphone),
		meeting("meeting-34", 34, 4, 1, 1),
		meeting("meeting-30", 30, 6, 6, simulcast),
	}
}

// fewer is compared where a shape is more than the machine carries.
func fewer() shape { return calls("calls-20", 20, sfu.Microphone, sfu.Camera) }

// calls are calls of two who both send the same.
func calls(name string, n int, sources ...sfu.Source) shape {
	s := shape{name: name}
	for range n {
		s.rooms = append(s.rooms, []person{{"a", sources, 1}, {"b", sources, 1}})
	}
	return s
}

// meeting is one room of n, of whom some have a voice and some of these a
// camera.
func meeting(name string, n, voices, cameras, layers int) shape {
	var room []person
	for i := range n {
		p := person{name: fmt.Sprint("p", i), layers: layers}
		if i < voices {
			p.sources = append(p.sources, sfu.Microphone)
		}
		if i < cameras {
			p.sources = append(p.sources, sfu.Camera)
		}
		room = append(room, p)
	}
	return shape{name: name, rooms: [][]person{room}}
}

// people counts the participants.
func (s shape) people() (n int) {
	for _, r := range s.rooms {
		n += len(r)
	}
	return n
}

// publishers are those of a room who send, without one of them.
func publishers(room []person, but string) (list []person) {
	for _, p := range room {
		if len(p.sources) > 0 && p.name != but {
			list = append(list, p)
		}
	}
	return list
}

// streams is how many layers a source is sent in.
func (p person) streams(s sfu.Source) int {
	if s == sfu.Camera {
		return max(p.layers, 1)
	}
	return 1
}

const frames = 30 // of a camera in a second

// pace is what is sent of a layer: 50 packets of 100 bytes a second of sound,
// 30 frames of 4 or 5 packets of 1,100 bytes of a picture, and a half and a
// quarter of that in the smaller layers.
func (p person) pace(s sfu.Source, layer int) sfutest.Pace {
	if s == sfu.Microphone {
		return sfutest.Pace{Every: 20 * time.Millisecond, Parts: 1, Bytes: 100}
	}
	parts := 4 >> (p.streams(s) - 1 - layer)
	return sfutest.Pace{Every: time.Second / frames, Parts: parts, KeyParts: 2 * parts, Uneven: parts == 4, Bytes: 1100}
}

// due is how many packets are sent in a second, and how many are forwarded if
// everybody is shown everything in the largest layer.
func (s shape) due() (sent, forwarded float64) {
	for _, room := range s.rooms {
		for _, p := range room {
			for _, source := range p.sources {
				for i := range p.streams(source) {
					rate := perSecond(p.pace(source, i))
					sent += rate
					if i == p.streams(source)-1 {
						forwarded += rate * float64(len(room)-1)
					}
				}
			}
		}
	}
	return sent, forwarded
}

// perSecond is how many packets a pace is.
func perSecond(p sfutest.Pace) float64 {
	each := float64(p.Parts)
	if p.Uneven {
		each += 0.5
	}
	return each / p.Every.Seconds()
}
