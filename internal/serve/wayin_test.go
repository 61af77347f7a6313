package serve_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pion/webrtc/v4"

	"miti/internal/certtest"
	"miti/sfu"
	"miti/sfu/sfutest"
)

// wayIn is one way by which people reach a call, and what of it is closed.
type wayIn struct {
	what   string
	inside bool     // people are in the server's own network
	page   string   // the address of the page
	config []string // of the server, beside the usual
	closed string   // a script on the people's machine
	relay  string   // by which of the relay's URLs people come, by what is in it; empty is by none
	by     string   // the protocol that the media takes in the end, or "relay"
	named  []string // the addresses of the answer, if they are to be exactly these
	// then changes the network in mid-call; both must hear each other again.
	then func(*testing.T, *live)
}

// What is closed, on the machine of the people.
const (
	noTCP       = "iptables -A OUTPUT -p tcp --dport 3479 -j DROP; ip6tables -A OUTPUT -p tcp --dport 3479 -j DROP\n"
	noDirectUDP = "iptables -A OUTPUT -p udp --dport 3479 -j DROP\n"
	noUDP       = "iptables -A OUTPUT -p udp -j DROP; ip6tables -A OUTPUT -p udp -j DROP\n"
	noFour      = "iptables -A OUTPUT -j DROP\n"
	noSix       = "ip6tables -A OUTPUT -j DROP\n"
	// The page has a port of its own here, so that it needs no certificate.
	onlyTLS  = noSix + noUDP + "iptables -A OUTPUT -p tcp -m multiport ! --dports 443,8080 -j DROP\n"
	smallMTU = "ip link set net mtu 1200\n"
	nat      = "iptables -t nat -A POSTROUTING -o net -j MASQUERADE --random-fully\n"
)

func waysIn() []wayIn {
	configured := []string{publicAddress, privateAddress, sixthAddress}
	return []wayIn{
		{what: "from outside, by the configured public address", page: publicAddress, closed: noTCP + noSix, by: "udp", named: configured},
		{what: "from inside, by the configured private address", inside: true, page: privateAddress, closed: noTCP + noSix, by: "udp", named: configured},
		{
			what: "from inside, by the address that the machine has", inside: true, page: privateAddress, closed: noTCP, by: "udp",
			config: []string{"MITI_MEDIA_PUBLIC_ADDRESSES="}, named: []string{privateAddress, sixthAddress, "127.0.0.1", "::1"},
		},
		{what: "by IPv6 alone", page: "[" + sixthAddress + "]", closed: noTCP + noFour, by: "udp"},
		{what: "without UDP", page: publicAddress, closed: noUDP, by: "tcp"},
		{what: "by TLS on port 443, beside the page", page: publicAddress, closed: onlyTLS, relay: "turns:", by: "relay"},
		{what: "through a NAT that gives each destination another port", page: publicAddress, closed: noTCP + noSix + nat, by: "udp"},
		{what: "over a link that takes 1200 bytes", page: publicAddress, closed: noTCP + noSix + smallMTU, by: "udp", then: repairsFit},
		{
			what: "over a link that takes 1200 bytes, by the relay", page: publicAddress, closed: noTCP + noDirectUDP + noSix + smallMTU,
			relay: "transport=udp", by: "relay", then: repairsFit,
		},
		{what: "with another address in mid-call", page: publicAddress, closed: noTCP + noSix, by: "udp", then: anotherAddress},
	}
}

// What a process that takes part in the test finds in its environment.
const (
	partKey = "WAY_IN_PART" // "server", or which way the people take
	pageKey = "WAY_IN_PAGE"
)

// Each way into a call that Miti promises, by the real program: two people
// reach the page, and hear and see each other. MT-5 and MT-6 are among them.
func TestEveryWayIn(t *testing.T) {
	switch part := os.Getenv(partKey); part {
	case "":
	case "server":
		serveUntilTold(t)
		return
	default:
		at := slices.IndexFunc(waysIn(), func(w wayIn) bool { return w.what == part })
		waysIn()[at].take(t, os.Getenv(pageKey))
		return
	}
	if os.Geteuid() != 0 {
		t.Skip("only root can make network namespaces")
	}
	for _, w := range waysIn() {
		t.Run(w.what, func(t *testing.T) {
			t.Parallel()
			n := newNetwork(t, w.inside)
			trust := startServer(t, n, w)
			if w.closed != "" {
				n.in("people", w.closed)
			}
			people := n.again("people", "TestEveryWayIn", partKey+"="+w.what, pageKey+"=http://"+w.page+":8080", trust)
			if said, err := people.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, said)
			}
		})
	}
}

// startServer starts a Miti on the host of the server, and waits for it. People
// with the variable that it returns trust the certificate of its relay.
func startServer(t *testing.T, n *network, w wayIn) (trust string) {
	t.Helper()
	authority := certtest.New(t)
	cert, key := authority.Pair(publicAddress, time.Now().Add(-time.Hour), time.Now().Add(time.Hour))
	files := map[string]string{"ca.pem": authority.PEM(), "cert.pem": cert, "key.pem": key}
	folder := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c := n.again("server", "TestEveryWayIn", append([]string{
		partKey + "=server", "MITI_TURN_TLS=:443", "MITI_TURN_NAME=" + publicAddress,
		"MITI_TURN_TLS_CERT=" + filepath.Join(folder, "cert.pem"), "MITI_TURN_TLS_KEY=" + filepath.Join(folder, "key.pem"),
	}, w.config...)...)
	c.Stderr = os.Stderr
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	started := lines.Scan()
	t.Cleanup(func() { stopServer(t, c, in, lines) })
	if !started || lines.Text() != serving {
		t.Fatalf("the server says %q", lines.Text())
	}
	return "SSL_CERT_FILE=" + filepath.Join(folder, "ca.pem")
}

func stopServer(t *testing.T, c *exec.Cmd, in io.Closer, out *bufio.Scanner) {
	_ = in.Close() // it ends
	var said strings.Builder
	for out.Scan() {
		fmt.Fprintln(&said, out.Text())
	}
	if err := c.Wait(); err != nil || t.Failed() {
		t.Errorf("the server ended with %v\n%s", err, said.String())
	}
}

const serving = "serving"

// serveUntilTold is a Miti until its standard input is closed.
func serveUntilTold(t *testing.T) {
	config := []string{
		"MITI_LISTEN=:8080", "MITI_MEDIA_UDP=:3479", "MITI_MEDIA_TCP=:3479", "MITI_TURN_UDP=:3478", "MITI_TURN_TCP=:3478",
		"MITI_PUBLIC_ORIGINS=http://" + publicAddress + ":8080,http://" + privateAddress + ":8080,http://[" + sixthAddress + "]:8080",
		"MITI_MEDIA_PUBLIC_ADDRESSES=" + publicAddress + "," + privateAddress + "," + sixthAddress,
	}
	for _, key := range os.Environ() {
		if strings.HasPrefix(key, "MITI_") {
			config = append(config, key)
		}
	}
	open(t, config...)
	fmt.Println(serving)
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// take is two people who go this way, in the process on their machine.
func (w wayIn) take(t *testing.T, page string) {
	answers := make(chan string, 1) // the first one
	p := &place{base: page}
	p.router = p.readDocument(t)
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
	p.media = func(by *wire, o *sfutest.Options) {
		o.Anyhow, o.Ladder = true, sfutest.Ladder{Lost: time.Second, Restart: 1500 * time.Millisecond, Anew: 2 * time.Second}
		o.Sending = append(o.Sending, sfu.Camera)
		if w.relay != "" {
			o.Servers = func() []webrtc.ICEServer { return by.granted(w.relay) }
		}
		join := o.Join
		o.Join = func(ctx context.Context, j sfu.Join) (sfu.Answer, error) {
			a, err := join(ctx, j)
			select {
			case answers <- a.SDP:
			default:
			}
			return a, err
		}
	}
	l := p.live(t)
	if got := addresses(<-answers); w.named != nil && !slices.Equal(got["udp"], w.named) {
		t.Errorf("the answer names %v, want %v", got, w.named)
	}
	l.seeByLargePackets(t)
	for name, c := range map[string]*sfutest.Client{"visitor": l.visitorClient, "counsellor": l.other} {
		if by := protocolOf(t, c); by != w.by {
			t.Errorf("the media of the %s goes by %s, want %s", name, by, w.by)
		}
	}
	if w.then != nil {
		w.then(t, l)
		l.hear(t)
		l.seeByLargePackets(t)
	}
}

// granted is the relay as the last answer has granted it, by one of its ways:
// Pion waits minutes for one that does not answer.
func (w *wire) granted(way string) (servers []webrtc.ICEServer) {
	if w.relay == nil {
		return nil // there was no answer yet
	}
	for _, u := range w.relay.URLs {
		if strings.Contains(u, way) {
			servers = append(servers, webrtc.ICEServer{URLs: []string{u}, Username: w.relay.Username, Credential: w.relay.Credential})
		}
	}
	return servers
}

// seeByLargePackets waits until both see each other, by packets with which 1200
// bytes are nearly full.
func (l *live) seeByLargePackets(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	both := map[string]*sfutest.Client{"visitor": l.visitorClient, "counsellor": l.other}
	for name, c := range both {
		c.SetPace(sfu.Camera, sfutest.Pace{Every: 50 * time.Millisecond, Parts: 3, KeyParts: 6, Bytes: 1120})
		for other := range both {
			if name == other {
				continue
			}
			if err := c.AwaitMore(ctx, sfutest.Sender{Participant: other, Source: sfu.Camera}, 30); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// addresses are those that an answer names, by protocol.
func addresses(sdp string) map[string][]string {
	named := map[string][]string{}
	for _, line := range strings.Split(sdp, "\r\n") {
		words := strings.Fields(line)
		if !strings.HasPrefix(line, "a=candidate:") || slices.Contains(named[words[2]], words[4]) {
			continue
		}
		named[words[2]] = append(named[words[2]], words[4])
	}
	return named
}

// protocolOf is how the media of a client goes.
func protocolOf(t *testing.T, c *sfutest.Client) string {
	t.Helper()
	pc, err := c.PeerConnection(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	pair, err := pc.GetSenders()[0].Transport().ICETransport().GetSelectedCandidatePair()
	if err != nil || pair == nil {
		t.Fatalf("no pair of candidates is selected: %v", err)
	}
	if pair.Local.Typ == webrtc.ICECandidateTypeRelay {
		return "relay"
	}
	return pair.Local.Protocol.String()
}

// shell runs a script on the machine of the people.
func shell(t *testing.T, script string) {
	t.Helper()
	if said, err := exec.Command("sh", "-ec", script).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
}

// anotherAddress moves the people's machine to another network.
func anotherAddress(t *testing.T, _ *live) {
	shell(t, "ip -4 addr flush dev net; ip addr add 198.51.100.3/24 dev net; ip route add default via 198.51.100.1")
}

// repairsFit has packets lost until some came by retransmission, which are the
// longest ones. Nothing may have been sent in pieces.
func repairsFit(t *testing.T, l *live) {
	shell(t, "iptables -A INPUT -p udp -m statistic --mode random --probability 0.1 -j DROP")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for _, c := range []*sfutest.Client{l.visitorClient, l.other} {
		if _, err := c.Await(ctx, func(v sfutest.View) bool { return v.Seats[0].Video.Repaired > 3 }); err != nil {
			t.Fatal(err)
		}
	}
	nothingWasCut(t)
}

// nothingWasCut fails the test if this machine had to send a packet in pieces.
func nothingWasCut(t *testing.T) {
	t.Helper()
	counts, err := os.ReadFile("/proc/net/snmp")
	if err != nil {
		t.Fatal(err)
	}
	var names, values []string
	for line := range strings.Lines(string(counts)) {
		if rest, ok := strings.CutPrefix(line, "Ip: "); ok {
			names, values = values, strings.Fields(rest)
		}
	}
	if at := slices.Index(names, "FragCreates"); at < 0 || values[at] != "0" {
		t.Errorf("packets were sent in pieces: %v %v", names, values)
	}
}
