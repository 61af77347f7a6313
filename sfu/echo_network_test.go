package sfu_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"regexp"
	"testing"
	"time"

	"github.com/pion/stun/v4"

	"miti/sfu"
	"miti/sfu/sfutest"
)

// echo makes a client one that tests its connection, in a room of its own.
func (s *stage) echo(lasts time.Duration) func(*sfutest.Options) {
	return func(o *sfutest.Options) {
		o.Room, o.Seats, o.Join = o.Name, 1, s.echoing(lasts)
	}
}

// echoing joins as a test of so long.
func (s *stage) echoing(lasts time.Duration) sfutest.JoinFunc {
	return func(ctx context.Context, j sfu.Join) (sfu.Answer, error) {
		j.Echo = lasts
		return s.sfu.Join(ctx, j)
	}
}

func TestWhoTestsTheConnectionHearsThemselvesForAWhile(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	c := s.client("tester", s.echo(5*time.Second))
	for _, source := range live {
		s.must(c.AwaitMore(s.ctx, sfutest.Sender{Participant: "tester", Source: source}, 10))
	}
	s.must(s.events.AwaitOne(s.ctx, func(e sfu.Event) bool {
		g, ok := e.(sfu.Gone)
		return ok && g.Participant == "tester"
	}))
	if st := s.stats(); st.Participants != 0 || st.Rooms != 0 {
		t.Errorf("after the test: %+v", st)
	}
}

func TestATestThatBringsTooMuchEnds(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	c := s.client("greedy", s.echo(time.Hour))
	c.SetPace(sfu.Camera, sfutest.Pace{Every: 10 * time.Millisecond, Parts: 20, KeyParts: 20, Bytes: 1000})
	s.must(s.events.AwaitOne(s.ctx, func(e sfu.Event) bool {
		g, ok := e.(sfu.Gone)
		return ok && g.Participant == "greedy"
	}))
}

func TestFewTestAtATime(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	var err error
	for n := range sfu.MaxEchoes + 1 {
		if err != nil {
			t.Fatalf("test %d: %v", n, err)
		}
		_, err = s.echoing(time.Minute)(s.ctx, sfu.Join{Room: fmt.Sprint("test", n), Participant: "tester", Offer: smallOffer})
	}
	if !errors.Is(err, sfu.ErrFull) {
		t.Errorf("one too many: %v", err)
	}
	_, err = s.sfu.Join(s.ctx, sfu.Join{Room: "room", Participant: "anna", Offer: smallOffer})
	s.must(err) // whoever has a call is not kept out
}

// As many tests as a stranger can open, none of which ever says what it should:
// a call connects at once all the same.
func TestSilentTestsHoldUpNoCall(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	udp, _ := s.sfu.Addresses()
	sock, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(udp))
	s.must(err)
	t.Cleanup(func() { _ = sock.Close() })
	name := regexp.MustCompile(`a=ice-ufrag:(\S+)\r\na=ice-pwd:(\S+)`)
	for n := range sfu.MaxEchoes {
		a, err := s.echoing(time.Minute)(s.ctx, sfu.Join{Room: fmt.Sprint("test", n), Participant: "tester", Offer: smallOffer})
		s.must(err)
		of := name.FindStringSubmatch(a.SDP)
		check, err := stun.Build(stun.TransactionID, stun.BindingRequest, stun.NewUsername(of[1]+":abcd"),
			stun.MessageIntegrity(of[2]), stun.Fingerprint)
		s.must(err)
		_, err = sock.Write(check.Raw)
		s.must(err)
		s.must(sock.SetReadDeadline(time.Now().Add(time.Minute)))
		for b := make([]byte, 1500); ; {
			n, err := sock.Read(b)
			s.must(err)
			if m := (&stun.Message{Raw: b[:n]}); m.Decode() == nil && m.TransactionID == check.TransactionID {
				break
			}
		}
	}
	begin := time.Now()
	s.everyPair(cast{"anna": s.client("anna", nil), "bruno": s.client("bruno", nil)}, "between silent tests")
	s.took("a call", time.Since(begin), 15*time.Second) // half as long as a test has its place
}

// smallOffer is of one seat, by a peer connection that never comes.
const smallOffer = "v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n" +
	"a=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\na=fingerprint:sha-256 AA\r\n" +
	"m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=setup:actpass\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\na=recvonly\r\n"
