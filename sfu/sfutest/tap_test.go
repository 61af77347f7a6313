package sfutest

import (
	"io"
	"net"
	"testing"
	"time"
)

func TestABlockedTapHoldsUpTheServer(t *testing.T) {
	l, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	tap, err := NewTap(l.Addr().(*net.TCPAddr).AddrPort())
	if err != nil {
		t.Fatal(err)
	}
	defer tap.Close()
	client, err := net.Dial("tcp4", tap.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	server, err := l.AcceptTCP()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	_ = server.SetWriteBuffer(tapBuffer)

	tap.Block(true)
	block := make([]byte, 1<<20)
	written := 0
	for { // until the buffers between are full
		_ = server.SetWriteDeadline(time.Now().Add(200 * time.Millisecond))
		n, err := server.Write(block)
		written += n
		if err != nil {
			break
		}
		if written > 64<<20 {
			t.Fatal("the server was not held up")
		}
	}
	tap.Block(false)
	_ = client.SetReadDeadline(time.Now().Add(30 * time.Second))
	if n, err := io.ReadFull(client, make([]byte, written)); err != nil {
		t.Errorf("%d of %d bytes arrived: %v", n, written, err)
	}
}
