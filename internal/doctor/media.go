package doctor

import (
	"context"
	"errors"
	"maps"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"miti/sfu"
)

func udpPort(_ context.Context, p *patient, r *report) {
	p.judgePort(r, "UDP", "MITI_MEDIA_UDP", p.udpErr)
}

func tcpPort(_ context.Context, p *patient, r *report) {
	if !p.Config.MediaTCP.IsValid() {
		r.off("MITI_MEDIA_TCP is none: people whose network lets no UDP out reach calls by the relay alone, if there is one; give it a port, such as :3479")
		return
	}
	p.judgePort(r, "TCP", "MITI_MEDIA_TCP", p.tcpErr)
}

func (p *patient) judgePort(r *report, kind, key string, err *portError) {
	switch {
	case err == nil:
	case errors.Is(err, syscall.EADDRINUSE) && p.running:
		r.off("the Miti that runs here has %s port %d: stop it and ask again, to have a call tried", kind, err.port)
	case errors.Is(err, syscall.EADDRINUSE):
		r.wrong("another program has %s port %d, so Miti does not start: stop it, or choose another port by %s", kind, err.port, key)
	default:
		r.wrong("%s port %d cannot be had (%v), so Miti does not start: correct %s", kind, err.port, err, key)
	}
}

// addresses compares where calls are said to be with where the pages are.
func addresses(ctx context.Context, p *patient, r *report) {
	named, err := p.named(ctx)
	if err != nil {
		r.wrong("it cannot be told which addresses browsers would be given for calls: %v", err)
		return
	}
	origins := p.origins()
	if len(origins) == 0 || here(origins[0].Hostname()) {
		return // a set-up for this machine
	}
	host := origins[0].Hostname()
	pages, err := p.addressesOf(ctx, host)
	if err != nil {
		r.off("%s has no address to compare with", host)
		return
	}
	public := slices.DeleteFunc(slices.Clone(named), func(a netip.Addr) bool { return !everywhere(a) })
	outside := slices.DeleteFunc(slices.Clone(pages), func(a netip.Addr) bool { return !everywhere(a) })
	switch {
	case len(outside) == 0:
	case len(public) == 0:
		r.wrong("calls are said to be at %s, which only this network reaches, and the pages are at %s: people elsewhere can write and hear nothing; put the address by which they reach this machine into MITI_MEDIA_PUBLIC_ADDRESSES, such as %v", said(named), said(outside), outside[0])
	case !slices.ContainsFunc(public, func(a netip.Addr) bool { return slices.Contains(outside, a) }):
		r.doubt("calls are said to be at %s, and %s is %s: right only if the pages are served by another machine than this one; else correct MITI_MEDIA_PUBLIC_ADDRESSES", said(public), host, said(outside))
	}
}

// everywhere tells whether an address means the same to everybody.
func everywhere(a netip.Addr) bool {
	shared := netip.MustParsePrefix("100.64.0.0/10") // RFC 6598: of a provider's own network
	return a.IsGlobalUnicast() && !a.IsPrivate() && !shared.Contains(a)
}

func said(list []netip.Addr) string {
	var words []string
	for _, a := range list {
		words = append(words, a.String())
	}
	return strings.Join(words, ", ")
}

// named are the addresses that browsers are given for calls.
func (p *patient) named(ctx context.Context) ([]netip.Addr, error) {
	var media *sfu.SFU
	if len(p.media) > 0 {
		media = p.media[0]
	} else { // by others of its kind, on ports of their own
		c := sfu.Config{UDP: netip.AddrPortFrom(p.Config.MediaUDP.Addr(), 0), Public: p.Config.MediaPublic, Event: func(sfu.Event) {}}
		var err error
		if media, err = sfu.New(c); err != nil {
			return nil, err
		}
		defer media.Close() //nolint:errcheck // nothing was done with it
	}
	all, err := candidatesOf(ctx, media)
	var found []netip.Addr
	for _, c := range all {
		if !slices.Contains(found, c.at.Addr()) {
			found = append(found, c.at.Addr())
		}
	}
	return found, err
}

func callByUDP(ctx context.Context, p *patient, r *report) { p.call(ctx, r, false) }

func callByTCP(ctx context.Context, p *patient, r *report) {
	if !p.Config.MediaTCP.IsValid() {
		r.skipped = true
		return
	}
	p.call(ctx, r, true)
}

// callTime is how long one call may take until the other is heard.
const callTime = 5 * time.Second

// call has a call of two at each address that browsers are given.
func (p *patient) call(ctx context.Context, r *report, tcp bool) {
	if len(p.media) == 0 {
		r.off("no call was tried: the media ports were not to be had")
		return
	}
	var calls sync.WaitGroup
	var mu sync.Mutex
	failed := map[candidate]error{}
	for _, media := range p.media {
		all, err := candidatesOf(ctx, media)
		if err != nil {
			r.wrong("no call could be tried: %v", err)
		}
		for _, c := range all {
			if c.tcp != tcp {
				continue
			}
			calls.Go(func() {
				within, stop := context.WithTimeout(ctx, callTime)
				defer stop()
				if err := hear(within, media, c); err != nil {
					mu.Lock()
					failed[c] = err
					mu.Unlock()
				}
			})
		}
	}
	calls.Wait()
	for _, c := range slices.SortedFunc(maps.Keys(failed), func(a, b candidate) int { return a.at.Compare(b.at) }) {
		hint := "forward the port to this machine, or correct MITI_MEDIA_PUBLIC_ADDRESSES; a router that does not lead its own network back looks the same"
		if slices.Contains(ownAddresses(), c.at.Addr()) {
			hint = "this machine has the address, so let its firewall pass the port"
		}
		r.wrong("a call to %v by %s was not heard (%v), so people may hear nothing by it: %s", c.at, kindOf(tcp), failed[c], hint)
	}
}

func kindOf(tcp bool) string {
	if tcp {
		return "TCP"
	}
	return "UDP"
}

// ownAddresses are those that the machine has.
func ownAddresses() (own []netip.Addr) {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	for _, a := range all {
		if p, err := netip.ParsePrefix(a.String()); err == nil {
			own = append(own, p.Addr().Unmap())
		}
	}
	return own
}
