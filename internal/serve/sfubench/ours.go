package main

import (
	"context"
	"errors"
	"net/netip"

	"miti/sfu"
)

// loopback is where every forwarder listens.
var loopback = netip.MustParseAddr("127.0.0.1")

// errNoRoutes is what a forwarder says that is joined.
var errNoRoutes = errors.New("this forwarder is joined by offers")

// oursForwarder is Miti's SFU, as the program runs it.
type oursForwarder struct{ *sfu.Plane }

func newOurs(loops int) (forwarder, error) {
	s, err := sfu.NewPlane(sfu.Config{UDP: netip.AddrPortFrom(loopback, 0), Event: func(sfu.Event) {}}, loops)
	if err != nil {
		return nil, err
	}
	return oursForwarder{s}, nil
}

func (o oursForwarder) join(ctx context.Context, a JoinArgs) (sfu.Answer, error) {
	return o.Join(ctx, a.Join)
}

func (o oursForwarder) leave(room, name string) { o.Leave(room, name, 0) }

func (o oursForwarder) route(Routes) error { return errNoRoutes }

func (o oursForwarder) addr() netip.AddrPort { return netip.AddrPort{} }

func (o oursForwarder) close() { _ = o.Close() }
