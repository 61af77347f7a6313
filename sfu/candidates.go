package sfu

import (
	"net"
	"net/netip"

	"miti/sfu/answer"
)

// maxDiscovered bounds how many addresses of a machine are named. A client
// tries them all.
const maxDiscovered = 8

// candidates are the addresses that answers name: all by UDP, then all by
// TCP. Addresses that are configured are named and no others.
func candidates(public []netip.Addr, udp, tcp netip.AddrPort) ([]answer.Candidate, error) {
	var list []answer.Candidate
	for i, bound := range []netip.AddrPort{udp, tcp} {
		if !bound.IsValid() {
			continue
		}
		addrs := public
		if len(addrs) == 0 {
			var err error
			if addrs, err = reachable(bound.Addr()); err != nil {
				return nil, err
			}
		}
		for _, a := range addrs {
			list = append(list, answer.Candidate{Addr: netip.AddrPortFrom(a, bound.Port()), TCP: i == 1})
		}
	}
	return list, nil
}

// reachable is what a bound address means to others. "Any" is every address
// of the machine of that family, the loopback one last.
func reachable(bound netip.Addr) ([]netip.Addr, error) {
	if !bound.IsUnspecified() {
		return []netip.Addr{bound}, nil
	}
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil, err
	}
	var outside, loopback []netip.Addr
	for _, a := range all {
		prefix, err := netip.ParsePrefix(a.String())
		if err != nil {
			continue // not an IP address
		}
		addr := prefix.Addr().Unmap()
		switch {
		case addr.IsLinkLocalUnicast(), bound.Is4() && !addr.Is4():
		case addr.IsLoopback():
			loopback = append(loopback, addr)
		default:
			outside = append(outside, addr)
		}
	}
	outside = append(outside, loopback...)
	return outside[:min(len(outside), maxDiscovered)], nil
}
