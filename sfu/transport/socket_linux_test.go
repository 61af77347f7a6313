package transport

import (
	"context"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// MT-4: what the kernel has no room for is lost, and the loop goes on. On
// loopback a send buffer never fills, so the packets go to a socket of another
// kind here, whose other end nobody reads.
func TestAFullSendBufferHoldsUpNobody(t *testing.T) {
	l := listen(t)
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // which ends a wait, too
		_ = unix.Close(pair[1])
		_ = unix.Close(pair[0])
	})
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
	defer stop()
	const batches, each = 100, writeMost - 1
	if err := l.Call(ctx, func() {
		s := &socket{fd: uintptr(pair[0]), self: l.udp.self, mapped: l.udp.mapped, out: newSlots(writeMost)}
		for range batches {
			for i := range each {
				s.add(len(append(s.buffer(), "hello"...)), s.self)
				s.out.messages[i].header.Namelen = 0 // there is one other end only
			}
			s.flush()
		}
	}); err != nil {
		t.Fatal("the loop waited for the kernel:", err)
	}
	came := 0
	for b := make([]byte, maxPacket); ; came++ {
		if _, _, err := unix.Recvfrom(pair[1], b, unix.MSG_DONTWAIT); err != nil {
			break
		}
	}
	if came == 0 || came == batches*each {
		t.Errorf("%d of %d packets came: the buffer was not full", came, batches*each)
	}
}
