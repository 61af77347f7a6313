package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"sync"

	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"

	"miti/sfu"
	"miti/sfu/sfutest"
	"miti/sfu/transport"
)

// Routes say who has which key, and who is sent which stream.
type Routes struct {
	Clients []BareClient
	To      map[uint32][]int // by SSRC: places in Clients
}

// BareClient is where a client is, and its key.
type BareClient struct {
	Addr string
	Key  sfutest.BareKey
}

// bareForwarder is the floor: one goroutine that decrypts, looks up, encrypts
// and sends. It knows nothing of ICE, DTLS, RTCP, lost packets or pictures. Its
// socket is that of our loops.
type bareForwarder struct {
	udp   *transport.Bare
	head  rtp.Header
	peers map[netip.AddrPort]*barePeer
	to    map[uint32][]*barePeer
	tasks sync.WaitGroup
}

type barePeer struct {
	addr    netip.AddrPort
	in, out *srtp.Context
}

func newBare() (forwarder, error) {
	udp, err := transport.ListenBare(netip.AddrPortFrom(loopback, 0))
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	return &bareForwarder{udp: udp, peers: map[netip.AddrPort]*barePeer{}, to: map[uint32][]*barePeer{}}, nil
}

func (f *bareForwarder) addr() netip.AddrPort { return f.udp.Addr() }

func (f *bareForwarder) join(context.Context, JoinArgs) (sfu.Answer, error) {
	return sfu.Answer{}, errors.New("the floor knows its clients beforehand")
}

func (f *bareForwarder) leave(string, string) {}

func (f *bareForwarder) close() {
	f.udp.Stop()
	f.tasks.Wait()
	_ = f.udp.Close()
}

func (f *bareForwarder) route(r Routes) error {
	all := make([]*barePeer, len(r.Clients))
	for i, c := range r.Clients {
		addr, err := netip.ParseAddrPort(c.Addr)
		in, err2 := c.Key.Context()
		out, err3 := c.Key.Context()
		if err = errors.Join(err, err2, err3); err != nil {
			return err
		}
		all[i] = &barePeer{addr, in, out}
		f.peers[addr] = all[i]
	}
	for ssrc, places := range r.To {
		for _, i := range places {
			f.to[ssrc] = append(f.to[ssrc], all[i])
		}
	}
	f.tasks.Go(func() { f.udp.Run(f.forward) })
	return nil
}

// forward sends a packet to all who are to have it.
func (f *bareForwarder) forward(b []byte, from netip.AddrPort) {
	p := f.peers[from]
	if p == nil {
		return
	}
	text, err := p.in.DecryptRTP(b[:0], b, &f.head)
	if err != nil {
		return
	}
	for _, q := range f.to[binary.BigEndian.Uint32(text[8:])] {
		if sealed, err := q.out.EncryptRTP(f.udp.Space(), text, &f.head); err == nil {
			f.udp.Send(len(sealed), q.addr)
		}
	}
}
