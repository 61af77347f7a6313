package serve_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
)

// network is three hosts on this machine, a namespace each:
//
//	server 172.18.0.2 ── 172.18.0.1 router 198.51.100.1 ── 198.51.100.2 people, outside
//	                                       192.168.7.1 ─── 192.168.7.2 people, inside
//
// The server knows only its private address. From outside, the router passes
// the ports of Miti on to it, and IPv6 as it is (the server is fd00:18::2); it
// says nothing of what it drops (no ICMP). Whoever is inside reaches the private
// address, and not the public one.
type network struct {
	t      *testing.T
	prefix string // of the names of the namespaces
}

// The addresses of the server, as others know them.
const (
	publicAddress  = "198.51.100.1"
	privateAddress = "172.18.0.2"
	sixthAddress   = "fd00:18::2"
)

// networks counts those of this process, for their names.
var networks atomic.Int32

func newNetwork(t *testing.T, inside bool) *network {
	t.Helper()
	n := &network{t: t, prefix: fmt.Sprintf("miti-%d-%d-", os.Getpid(), networks.Add(1))}
	leg, four, six := "out", "198.51.100", "fd00:51:"
	if inside {
		leg, four, six = "in", "192.168.7", "fd00:7:"
	}
	t.Cleanup(func() {
		for _, host := range []string{"router", "server", "people"} {
			_ = exec.Command("ip", "netns", "del", n.prefix+host).Run() // it may never have been made
		}
	})
	n.run(strings.NewReplacer("NS", n.prefix, "LEG", leg, "FOUR", four, "SIX", six).Replace(`
		ip netns add NSrouter; ip netns add NSserver; ip netns add NSpeople
		ip link add home netns NSrouter type veth peer name net netns NSserver
		ip link add LEG netns NSrouter type veth peer name net netns NSpeople
		while read host device four six; do
			ip -n NS$host addr add $four/24 dev $device
			ip -n NS$host addr add $six/64 dev $device nodad
			ip -n NS$host link set $device up
			ip -n NS$host link set lo up
		done <<-END
			router home 172.18.0.1 fd00:18::1
			router LEG FOUR.1 SIX:1
			server net 172.18.0.2 fd00:18::2
			people net FOUR.2 SIX:2
		END
		ip -n NSserver route add default via 172.18.0.1
		ip -n NSserver route add default via fd00:18::1
		ip -n NSpeople route add default via FOUR.1
		ip -n NSpeople route add default via SIX:1
	`))
	n.in("router", `
		sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
		iptables -A OUTPUT -p icmp -j DROP
		for kind in tcp udp; do
			iptables -t nat -A PREROUTING -i out -d 198.51.100.1 -p $kind -m multiport --dports 443,3478,3479,8080 -j DNAT --to 172.18.0.2
		done
		iptables -t raw -A PREROUTING -i out -d 172.18.0.0/24 -j DROP
	`)
	return n
}

func (n *network) run(script string) { n.command(exec.Command("sh", "-ec", script)) }

// in runs a script on a host.
func (n *network) in(host, script string) { n.t.Helper(); n.command(n.on(host, "sh", "-ec", script)) }

func (n *network) command(c *exec.Cmd) {
	n.t.Helper()
	if said, err := c.CombinedOutput(); err != nil {
		n.t.Fatalf("make a network: %v\n%s", err, said)
	}
}

// on is a program on a host.
func (n *network) on(host string, program ...string) *exec.Cmd {
	return exec.Command("ip", append([]string{"netns", "exec", n.prefix + host}, program...)...)
}

// again is the test by another process on a host, whose part in it stands in
// its environment.
func (n *network) again(host, test string, part ...string) *exec.Cmd {
	c := n.on(host, os.Args[0], "-test.run=^"+test+"$", "-test.timeout=2m")
	c.Env = part
	// Not the rest of the environment: a proxy in it is not in this network.
	for _, name := range []string{"PATH", "HOME", "TMPDIR"} {
		if v, ok := os.LookupEnv(name); ok {
			c.Env = append(c.Env, name+"="+v)
		}
	}
	return c
}
