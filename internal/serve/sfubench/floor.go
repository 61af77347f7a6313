package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"

	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"

	"miti/sfu"
	"miti/sfu/sfutest"
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
// and sends. It knows nothing of ICE, DTLS, RTCP, lost packets or pictures.
type bareForwarder struct {
	udp   *net.UDPConn
	peers map[netip.AddrPort]*barePeer
	to    map[uint32][]*barePeer
	tasks sync.WaitGroup
}

type barePeer struct {
	addr    netip.AddrPort
	in, out *srtp.Context
}

func newBare() (forwarder, error) {
	udp, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.AddrPortFrom(loopback, 0)))
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	const buffers = 4 << 20 // as ours
	_ = udp.SetReadBuffer(buffers)
	_ = udp.SetWriteBuffer(buffers)
	return &bareForwarder{udp: udp, peers: map[netip.AddrPort]*barePeer{}, to: map[uint32][]*barePeer{}}, nil
}

func (f *bareForwarder) addr() netip.AddrPort { return f.udp.LocalAddr().(*net.UDPAddr).AddrPort() }

func (f *bareForwarder) join(context.Context, JoinArgs) (sfu.Answer, error) {
	return sfu.Answer{}, errors.New("the floor knows its clients beforehand")
}

func (f *bareForwarder) leave(string, string) {}

func (f *bareForwarder) close() {
	_ = f.udp.Close()
	f.tasks.Wait()
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
	f.tasks.Go(f.run)
	return nil
}

func (f *bareForwarder) run() {
	b, out := make([]byte, 2048), make([]byte, 0, 2048)
	var head rtp.Header
	for {
		n, from, err := f.udp.ReadFromUDPAddrPort(b)
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return
			}
			continue
		}
		p := f.peers[from]
		if p == nil {
			continue
		}
		text, err := p.in.DecryptRTP(b[:0], b[:n], &head)
		if err != nil {
			continue
		}
		for _, q := range f.to[binary.BigEndian.Uint32(text[8:])] {
			if sealed, err := q.out.EncryptRTP(out, text, &head); err == nil {
				_, _ = f.udp.WriteToUDPAddrPort(sealed, q.addr)
			}
		}
	}
}
