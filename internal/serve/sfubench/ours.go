package main

import (
	"context"
	"errors"
	"net/netip"
	"time"

	"miti/sfu"
	"miti/sfu/turn"
)

// loopback is where every forwarder listens.
var loopback = netip.MustParseAddr("127.0.0.1")

var (
	// errNoRoutes is what a forwarder says that is joined.
	errNoRoutes = errors.New("this forwarder is joined by offers")
	errNoRelay  = errors.New("this forwarder has no relay")
)

// oursForwarder is Miti's SFU, as the program runs it.
type oursForwarder struct{ *sfu.Plane }

func newOurs(loops int) (oursForwarder, error) {
	s, err := sfu.NewPlane(sfu.Config{UDP: netip.AddrPortFrom(loopback, 0), Event: func(sfu.Event) {}}, loops)
	return oursForwarder{s}, err
}

func (o oursForwarder) join(ctx context.Context, a JoinArgs) (sfu.Answer, error) {
	return o.Join(ctx, a.Join)
}

func (o oursForwarder) leave(room, name string) { o.Leave(room, name, 0) }

func (o oursForwarder) route(Routes) error { return errNoRoutes }

func (o oursForwarder) addr() netip.AddrPort { return netip.AddrPort{} }

func (o oursForwarder) close() { _ = o.Close() }

// relayedForwarder is ours with its relay.
type relayedForwarder struct {
	oursForwarder
	relay *turn.Server
}

func newRelayed(loops int) (forwarder, error) {
	o, err := newOurs(loops)
	if err != nil {
		return nil, err
	}
	relay, err := turn.Listen(turn.Config{UDP: netip.AddrPortFrom(loopback, 0), Media: o.Plane, Now: time.Now})
	if err != nil {
		o.close()
		return nil, err
	}
	return relayedForwarder{o, relay}, nil
}

func (r relayedForwarder) close() {
	_ = r.relay.Close()
	r.oursForwarder.close()
}
