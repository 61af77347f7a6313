package transport

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"
)

const (
	maxTCP       = 1024             // connections at a time
	inboxFrames  = 256              // frames of all carriers that wait for the loop
	outboxFrames = 256              // frames that wait for one slow connection
	stranger     = 10 * time.Second // for a right check to come
	idle         = 60 * time.Second // a peer that is alive checks more often
	writeTime    = 5 * time.Second  // then the peer comes back by another connection
	writeBytes   = 16 << 10         // that are written at once
	// What the system keeps of a slow connection comes before the next word, and
	// would by itself grow to seconds. So much is enough for 10 Mbit/s and 100 ms.
	writeBuffer = 128 << 10
)

var errFrame = errors.New("a frame that is empty or too long")

// frame is a packet on its way between a carrier and the loop.
type frame struct {
	from path
	n    int
	b    [maxPacket]byte
}

// stream is one TCP connection (RFC 6544, framed as RFC 4571). Its reader
// hands frames to the loop; a writer takes them from a bounded queue, so that
// a peer that does not read loses its own packets and delays nobody's.
type stream struct {
	loop *Loop
	sock *net.TCPConn
	addr netip.AddrPort
	out  chan *frame
	once sync.Once
	gone chan struct{}
	// known is set by the loop once a right check came, and peer is the loop's:
	// whose connection it is.
	known atomic.Bool
	peer  *Conn
}

func (s *stream) path() path { return path{addr: s.addr, via: s} }

// way implements carrier.
func (s *stream) way() Way { return TCP }

// conn implements carrier.
func (s *stream) conn() *Conn { return s.peer }

// belong implements carrier.
func (s *stream) belong(c *Conn) {
	s.peer = c
	if c != nil && !s.known.Swap(true) {
		s.loop.strangers.leave(s)
	}
}

// accept takes connections until the listener is closed.
func (l *Loop) accept() {
	for {
		sock, err := l.tcp.AcceptTCP()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil { // out of descriptors, or the peer has left
			select {
			case <-time.After(TickEvery):
			case <-l.ctx.Done():
			}
			continue
		}
		select {
		case l.room <- struct{}{}:
			l.serve(sock)
		default:
			_ = sock.Close()
		}
	}
}

// serve starts the reader and the writer of a connection.
func (l *Loop) serve(sock *net.TCPConn) {
	s := &stream{
		loop: l, sock: sock, addr: unmap(sock.RemoteAddr().(*net.TCPAddr).AddrPort()),
		out: make(chan *frame, outboxFrames), gone: make(chan struct{}),
	}
	_ = sock.SetNoDelay(true) // the default, but voices depend on it
	_ = sock.SetWriteBuffer(writeBuffer)
	if oldest := l.strangers.enter(s); oldest != nil {
		oldest.end()
	}
	l.tasks.Go(s.read)
	l.tasks.Go(func() {
		s.write()
		l.strangers.leave(s)
		<-l.room
	})
}

// close implements carrier.
func (s *stream) close(bool) { s.end() }

// end closes the connection; it may be called from anywhere, and twice.
func (s *stream) end() {
	s.once.Do(func() {
		close(s.gone)
		// Waiting bytes are thrown away: a peer that reads nothing must not
		// hold the memory of what was sent to it.
		_ = s.sock.SetLinger(0)
		_ = s.sock.Close()
	})
}

// read hands frames to the loop until the connection ends.
func (s *stream) read() {
	l := s.loop
	defer l.Do(func() {
		if c := s.peer; c != nil {
			c.forget(s.path())
		}
	})
	defer s.end()
	_ = s.sock.SetReadDeadline(time.Now().Add(stranger))
	for {
		f := l.frames.Get().(*frame)
		n, err := readFrame(s.sock, f.b[:])
		if err != nil {
			return
		}
		f.from, f.n = s.path(), n
		select {
		case l.inbox <- f:
			l.wake()
		case <-l.ctx.Done():
			return
		}
		if s.known.Load() {
			_ = s.sock.SetReadDeadline(time.Now().Add(idle))
		}
	}
}

// readFrame reads one frame of RFC 4571 section 2: a length and a packet.
func readFrame(r io.Reader, b []byte) (int, error) {
	var head [2]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, err
	}
	n := int(binary.BigEndian.Uint16(head[:]))
	if n == 0 || n > len(b) {
		return 0, errFrame
	}
	_, err := io.ReadFull(r, b[:n])
	return n, err
}

// send queues a packet, or drops it if the peer does not keep up.
func (s *stream) send(b []byte) {
	if len(b) > maxPacket {
		return
	}
	f := s.loop.frames.Get().(*frame)
	f.n = copy(f.b[:], b)
	select {
	case s.out <- f:
	default:
		s.loop.frames.Put(f)
	}
}

// write writes what is queued, as much at once as is there.
func (s *stream) write() {
	defer s.end()
	b := make([]byte, 0, writeBytes)
	for {
		select {
		case f := <-s.out:
			b = s.gather(b[:0], f)
		case <-s.gone:
			return
		case <-s.loop.ctx.Done():
			return
		}
		_ = s.sock.SetWriteDeadline(time.Now().Add(writeTime))
		if _, err := s.sock.Write(b); err != nil {
			return
		}
	}
}

// gather appends a frame and those that wait behind it, as far as they fit.
func (s *stream) gather(b []byte, f *frame) []byte {
	for {
		b = binary.BigEndian.AppendUint16(b, uint16(f.n))
		b = append(b, f.b[:f.n]...)
		s.loop.frames.Put(f)
		if len(b)+2+maxPacket > writeBytes {
			return b
		}
		select {
		case f = <-s.out:
		default:
			return b
		}
	}
}
