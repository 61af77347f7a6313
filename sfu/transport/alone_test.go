package transport

import (
	"encoding/binary"
	"fmt"
	"runtime"
	"runtime/metrics"
	"strings"
	"testing"
	"time"
)

// passer hands what comes on to others, on the loop.
type passer struct {
	silent
	to []*Conn
}

func (p *passer) RTP(b []byte, _ time.Time) {
	for _, c := range p.to {
		c.SendRTP(b)
	}
}

// settled returns when nothing but packets is to come from those connected.
func settled(t *testing.T, l *Loop, all ...*client) {
	t.Helper()
	for _, c := range all {
		c.sends("the handshake is over")
		c.gets("the handshake is over")
		for over := false; !over; {
			if err := l.Call(t.Context(), func() { over = c.conn.pipe == nil }); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// The hot path takes no lock: packets go from socket to socket while somebody
// else holds the one that the loop has.
func TestPacketsPassWhileTheLockIsHeld(t *testing.T) {
	l := listen(t)
	from, to := connect(t, l, newRecorder()), connect(t, l, newRecorder())
	settled(t, l, from, to)
	if err := l.Call(t.Context(), func() { from.conn.handler = &passer{to: []*Conn{to.conn}} }); err != nil {
		t.Fatal(err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range 200 {
		text := fmt.Sprint("packet ", i)
		from.sends(text)
		sealed := wait(t, text+", while the lock is held", to.media)
		if b, err := to.in.DecryptRTP(nil, sealed, nil); err != nil || string(b[12:]) != text {
			t.Fatalf("%q came as %q, %v", text, b, err)
		}
	}
}

// The hot path wakes no goroutine, and starts none: however many packets the loop
// takes and sends, nobody else has to run.
func TestPacketsWakeNobody(t *testing.T) {
	l := listen(t)
	from := connect(t, l, newRecorder())
	to := []*client{connect(t, l, newRecorder()), connect(t, l, newRecorder()), connect(t, l, newRecorder())}
	settled(t, l, append(to, from)...)
	all := &passer{}
	for _, c := range append(to, from) {
		_ = c.sock.Load().Close() // who reads is woken, and would be counted
	}
	for _, c := range to {
		all.to = append(all.to, c.conn)
	}
	// Between two packets the loop steps back, so that whoever was woken runs and
	// can be woken again: that is as many times that it becomes ready itself. The
	// runtime notes each eighth, and has some work of its own.
	const packets, noted, own = 5000, 8, 50
	plain, sealed := packetOf(strings.Repeat("x", 1000)), make([]byte, 0, maxPacket)
	var started, ready uint64
	if err := l.Call(t.Context(), func() {
		from.conn.handler = all
		before := l.stats
		started, ready = woken(func() {
			for n := range uint16(packets) {
				binary.BigEndian.PutUint16(plain[2:], n+1)
				sealed, _ = from.out.EncryptRTP(sealed[:0], plain, &l.rtpHead)
				l.receive(from.conn.path, sealed)
				l.udp.flush()
				runtime.Gosched()
			}
		})
		if in, out := l.stats.PacketsIn-before.PacketsIn, l.stats.PacketsOut-before.PacketsOut; in != packets || out != packets*uint64(len(to)) {
			t.Errorf("%d packets were taken and %d sent", in, out)
		}
	}); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d packets: %d goroutines were started, %d times it was noted that one is ready", packets, started, ready)
	if started > own || ready > packets/noted+own {
		t.Errorf("%d packets started %d goroutines and woke somebody: %d times it was noted, want %d of the loop itself", packets, started, ready, packets/noted)
	}
}

// woken is how many goroutines were started while f ran, and how often the
// runtime noted that one became ready to run.
func woken(f func()) (started, ready uint64) {
	of := []metrics.Sample{{Name: "/sched/goroutines-created:goroutines"}, {Name: "/sched/latencies:seconds"}}
	count := func() (started, ready uint64) {
		metrics.Read(of)
		for _, n := range of[1].Value.Float64Histogram().Counts {
			ready += n
		}
		return of[0].Value.Uint64(), ready
	}
	startedBefore, readyBefore := count()
	f()
	startedNow, readyNow := count()
	return startedNow - startedBefore, readyNow - readyBefore
}
