package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/webrtc/v4"

	"miti/sfu"
	"miti/sfu/sfutest"
	"miti/sfu/turn"
)

// client is what the two sorts of clients have in common.
type client interface {
	View() sfutest.View
	Send(s sfu.Source, on bool)
	Layer(s sfu.Source, i int) sfutest.Layer
	Close()
}

// participant is a person with a client.
type participant struct {
	client
	person
	place  int      // in the crowd
	others []person // who send something
	delays delays
}

// delays are the times on the way of the packets that one client was sent.
type delays struct {
	mu   sync.Mutex
	list []time.Duration
}

// crowd is everybody in a shape.
type crowd struct {
	people  []*participant
	counted atomic.Bool // delays are noted
}

// heard is what the client of p tells of each packet.
func (c *crowd) heard(p *participant) func(sfutest.Arrival) {
	return func(a sfutest.Arrival) {
		if c.counted.Load() {
			p.delays.mu.Lock()
			p.delays.list = append(p.delays.list, a.Delay)
			p.delays.mu.Unlock()
		}
	}
}

// gather lets everybody of a shape join, and returns when all is set.
func gather(ctx context.Context, s *process, k kind, what shape) (*crowd, error) {
	c := &crowd{}
	for _, room := range what.rooms {
		for _, p := range room {
			c.people = append(c.people, &participant{person: p, place: len(c.people), others: publishers(room, p.name)})
		}
	}
	var err error
	if k == floor {
		err = c.connect(ctx, s, what)
	} else {
		err = c.join(ctx, s, k, what)
	}
	if err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

func (c *crowd) close() {
	var closing sync.WaitGroup
	for _, p := range c.people {
		if p.client != nil {
			closing.Go(p.Close)
		}
	}
	closing.Wait()
}

// joining is how many rooms fill at a time.
const joining = 4

// join has all rooms fill, each in its order.
func (c *crowd) join(ctx context.Context, s *process, k kind, what shape) error {
	errs := make([]error, len(what.rooms))
	places := make(chan struct{}, joining)
	var tasks sync.WaitGroup
	first := 0
	for i, room := range what.rooms {
		people := c.people[first : first+len(room)]
		first += len(room)
		places <- struct{}{}
		tasks.Go(func() {
			defer func() { <-places }()
			for _, p := range people {
				o := optionsOf(s, fmt.Sprint("room", i), p.person, p.others)
				o.Heard = c.heard(p)
				if k == relayed {
					o.Servers = func() []webrtc.ICEServer { return s.servers(ctx, o.Room+o.Name) }
				}
				var dialled *sfutest.Client
				if dialled, errs[i] = sfutest.Dial(ctx, o); errs[i] != nil {
					return
				}
				p.client = dialled
				p.start()
			}
		})
	}
	tasks.Wait()
	return errors.Join(errs...)
}

// optionsOf is how a person joins a room.
func optionsOf(s *process, room string, p person, others []person) sfutest.Options {
	args := JoinArgs{}
	for _, o := range others {
		args.Others = append(args.Others, Publisher{o.name, o.sources})
	}
	return sfutest.Options{
		Room: room, Name: p.name, Seats: len(others), Sources: p.sources, Sending: p.sources, Layers: p.layersToSend(),
		Join: func(ctx context.Context, j sfu.Join) (answer sfu.Answer, err error) {
			args := args
			args.Join = j
			err = s.call(ctx, "Join", args, &answer)
			return answer, err
		},
	}
}

// servers are the relay of the forwarder, as somebody may use it; none, who then
// does not come, if it could not be asked.
func (p *process) servers(ctx context.Context, name string) []webrtc.ICEServer {
	var g turn.Grant
	if p.call(ctx, "Grant", name, &g) != nil {
		return nil
	}
	return []webrtc.ICEServer{{URLs: g.URLs, Username: g.Username, Credential: g.Password}}
}

// layersToSend is 0 for one stream without a name.
func (p person) layersToSend() int {
	if p.layers > 1 {
		return p.layers
	}
	return 0
}

// start sends at the pace of the person. Nobody's frames are in step with
// another's, however quickly one joined after the other: else a forwarder whose
// clients join at once is woken once for all of them.
func (p *participant) start() {
	const golden = 0.618034 // spreads any number of phases over a period
	for n, source := range p.sources {
		_, turn := math.Modf(golden * float64(2*p.place+n+1))
		p.send(source, turn)
	}
}

// send sends a source at the pace of the person. Turn is where in the period
// its frames come, 0 for where they begin.
func (p *participant) send(source sfu.Source, turn float64) {
	for i := range p.streams(source) {
		pace := p.pace(source, i)
		pace.Phase = time.Duration(turn * float64(pace.Every))
		p.Layer(source, i).SetPace(pace)
	}
	p.Send(source, true)
}

// connect has everybody be known to the floor.
func (c *crowd) connect(ctx context.Context, s *process, what shape) error {
	var text string
	if err := s.call(ctx, "Addr", true, &text); err != nil {
		return err
	}
	server, err := netip.ParseAddrPort(text)
	if err != nil {
		return fmt.Errorf("where the floor is: %w", err)
	}
	routes := Routes{To: map[uint32][]int{}}
	first := 0
	for _, room := range what.rooms {
		for place, p := range room {
			who := c.people[first+place]
			o := sfutest.BareOptions{
				Name: p.name, Server: server, Key: newKey(), Streams: map[sfu.Source][]uint32{}, Heard: c.heard(who),
			}
			for _, source := range p.sources {
				ssrcs := ssrcsOf(first+place, p, source)
				o.Streams[source] = ssrcs
				for other := range room {
					if other != place {
						top := ssrcs[len(ssrcs)-1]
						routes.To[top] = append(routes.To[top], first+other)
					}
				}
			}
			o.Seats = bareSeats(room, place, first)
			bare, err := sfutest.DialBare(o)
			if err != nil {
				return err
			}
			who.client = bare
			routes.Clients = append(routes.Clients, BareClient{bare.Addr().String(), o.Key})
		}
		first += len(room)
	}
	if err := s.call(ctx, "Route", routes, new(bool)); err != nil {
		return err
	}
	for _, p := range c.people {
		p.start()
	}
	return nil
}

// ssrcsOf are the streams of a source, by the person's place in the crowd.
func ssrcsOf(place int, p person, s sfu.Source) []uint32 {
	const each = 8
	list := make([]uint32, p.streams(s))
	for i := range list {
		list[i] = uint32(each*(place+1) + i)
		if s == sfu.Camera {
			list[i] += each / 2
		}
	}
	return list
}

// bareSeats are the streams that one person of a room is sent.
func bareSeats(room []person, place, first int) (seats []sfutest.BareSeat) {
	for i, p := range room {
		if i == place || len(p.sources) == 0 {
			continue
		}
		seat := sfutest.BareSeat{Audio: ssrcsOf(first+i, p, sfu.Microphone)[0]}
		if slices.Contains(p.sources, sfu.Camera) {
			cameras := ssrcsOf(first+i, p, sfu.Camera)
			seat.Video = cameras[len(cameras)-1]
		}
		seats = append(seats, seat)
	}
	return seats
}

// newKey is a random key and salt of AES-128-GCM.
func newKey() sfutest.BareKey {
	k := sfutest.BareKey{Key: make([]byte, 16), Salt: make([]byte, 12)}
	_, _ = rand.Read(k.Key) // never fails
	_, _ = rand.Read(k.Salt)
	return k
}
