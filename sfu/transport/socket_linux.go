package transport

import (
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"strconv"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	readMost  = 32 // packets that are taken from the kernel at once
	writeMost = 64 // that are given to it at once
	// stillAfter is after how many reads of nothing there is silence. A wait in the
	// poller wakes the runtime's watch, which then looks fifty times in vain, so that
	// a pause between two packets is waited through.
	stillAfter = 16
)

// socket takes packets from the kernel and gives packets to it, several with
// one call where several are there: it never waits for more. All but send,
// wake and close belongs to the loop. It allocates nothing once it is made.
//
// While packets come, the loop waits for the next one in the system call and
// not in the runtime's poller: for each time that a goroutine waits there
// alone, the runtime makes three calls more and wakes a second thread. In
// silence the poller is the better place, as the runtime looks often after
// those who stay in a call.
type socket struct {
	conn    *net.UDPConn
	raw     syscall.RawConn
	fd      uintptr        // of conn, which blocks
	self    netip.AddrPort // where it is reached from here
	mapped  bool           // the socket speaks IPv6, and of IPv4 as a part of it
	still   int            // reads in a row that had nothing
	in, out slots
	got     int // packets in in
	queued  int // in out
	take    func(fd uintptr) bool
}

// slots are the packets of one direction, as the kernel wants them.
type slots struct {
	messages []message
	vectors  []unix.Iovec
	names    []unix.RawSockaddrInet6 // which has room for IPv4, too
	buffers  [][maxPacket]byte
}

// message is struct mmsghdr.
type message struct {
	header unix.Msghdr
	length uint32
}

func newSlots(n int) slots {
	s := slots{
		messages: make([]message, n), vectors: make([]unix.Iovec, n),
		names: make([]unix.RawSockaddrInet6, n), buffers: make([][maxPacket]byte, n),
	}
	for i := range n {
		s.vectors[i].Base = &s.buffers[i][0]
		s.vectors[i].SetLen(maxPacket)
		h := &s.messages[i].header
		h.Name, h.Namelen = (*byte)(unsafe.Pointer(&s.names[i])), unix.SizeofSockaddrInet6
		h.Iov = &s.vectors[i]
		h.SetIovlen(1)
	}
	return s
}

// newSocket makes a socket of a connection, which it owns.
func newSocket(c *net.UDPConn) (*socket, error) {
	raw, err := c.SyscallConn()
	if err != nil {
		return nil, err
	}
	self := c.LocalAddr().(*net.UDPAddr).AddrPort()
	s := &socket{
		conn: c, raw: raw, mapped: !self.Addr().Is4(), in: newSlots(readMost), out: newSlots(writeMost),
	}
	s.take = s.takeNow
	if self.Addr().IsUnspecified() {
		self = netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), self.Port())
	}
	s.self = self
	limit := unix.NsecToTimeval(readWait.Nanoseconds())
	failed := raw.Control(func(fd uintptr) {
		s.fd = fd
		err = errors.Join(
			unix.SetNonblock(int(fd), false),
			unix.SetsockoptTimeval(int(fd), unix.SOL_SOCKET, unix.SO_RCVTIMEO, &limit),
		)
	})
	return s, errors.Join(failed, err)
}

// sockaddr is an address as this socket is given it.
func (s *socket) sockaddr(a netip.AddrPort) unix.Sockaddr {
	if !s.mapped {
		return &unix.SockaddrInet4{Port: int(a.Port()), Addr: a.Addr().Unmap().As4()}
	}
	name := &unix.SockaddrInet6{Port: int(a.Port()), Addr: a.Addr().As16()}
	if zone := a.Addr().Zone(); zone != "" { // of a network that has no other addresses
		n, _ := strconv.ParseUint(zone, 10, 32) // as addrPort writes it
		name.ZoneId = uint32(n)
	}
	return name
}

// wake ends the read, by a packet that is no packet of any peer's.
func (s *socket) wake() { s.send([]byte{0}, s.self) }

// send sends one packet at once. It never waits, and may be called from any
// goroutine.
func (s *socket) send(b []byte, to netip.AddrPort) {
	if s.mapped || to.Addr().Unmap().Is4() {
		_ = unix.Sendto(int(s.fd), b, unix.MSG_DONTWAIT, s.sockaddr(to)) // a lost datagram is the network's way
	}
}

// read waits for packets, not for longer than until a time, and returns how
// many there are.
func (s *socket) read(until time.Time) int {
	for i := range s.got { // the kernel has written how long these were
		s.in.messages[i].header.Namelen = unix.SizeofSockaddrInet6
	}
	s.got = 0
	if s.still < stillAfter {
		s.receive(unix.MSG_WAITFORONE)
	} else if s.conn.SetReadDeadline(until) == nil {
		_ = s.raw.Read(s.take) // fails when it is time
	}
	if s.still++; s.got > 0 {
		s.still = 0
	}
	return s.got
}

// takeNow reports false when there is nothing to take.
func (s *socket) takeNow(uintptr) bool {
	s.receive(unix.MSG_DONTWAIT)
	return s.got > 0
}

// receive takes what there is from the kernel. What fails is as if there were
// nothing.
func (s *socket) receive(flags uintptr) {
	if n, errno := call(unix.SYS_RECVMMSG, s.fd, s.in.messages, flags); errno == 0 {
		s.got = n
	}
}

// call gives messages to a system call that takes several.
func call(number, fd uintptr, m []message, flags uintptr) (int, syscall.Errno) {
	n, _, errno := syscall.Syscall6(number, fd, uintptr(unsafe.Pointer(&m[0])), uintptr(len(m)), flags, 0, 0)
	return int(n), errno
}

// packet is one of those that were read, until the next read.
func (s *socket) packet(i int) (packet []byte, from netip.AddrPort) {
	return s.in.buffers[i][:s.in.messages[i].length], addrPort(&s.in.names[i])
}

// addrPort reads an address as the kernel writes it.
func addrPort(name *unix.RawSockaddrInet6) netip.AddrPort {
	port := ntohs(name.Port) // is at the same place for both families
	if name.Family == unix.AF_INET {
		four := (*unix.RawSockaddrInet4)(unsafe.Pointer(name))
		return netip.AddrPortFrom(netip.AddrFrom4(four.Addr), port)
	}
	a := netip.AddrFrom16(name.Addr).Unmap()
	if name.Scope_id != 0 { // of a network that has no other addresses
		a = a.WithZone(strconv.FormatUint(uint64(name.Scope_id), 10))
	}
	return netip.AddrPortFrom(a, port)
}

// ntohs turns a port as the kernel has it in memory into a number, and back.
func ntohs(port uint16) uint16 {
	var b [2]byte
	binary.NativeEndian.PutUint16(b[:], port)
	return binary.BigEndian.Uint16(b[:])
}

// buffer is where the next packet to be sent is to be written, from its
// beginning.
func (s *socket) buffer() []byte { return s.out.buffers[s.queued][:0] }

// add has the packet of n bytes in the buffer be sent with the next flush.
func (s *socket) add(n int, to netip.AddrPort) {
	a, name, m := to.Addr(), &s.out.names[s.queued], &s.out.messages[s.queued].header
	if a.Zone() != "" || (!s.mapped && !a.Unmap().Is4()) { // seldom, or never
		s.send(s.out.buffers[s.queued][:n], to)
		return
	}
	s.out.vectors[s.queued].SetLen(n)
	if s.mapped {
		*name = unix.RawSockaddrInet6{Family: unix.AF_INET6, Port: ntohs(to.Port()), Addr: a.As16()}
		m.Namelen = unix.SizeofSockaddrInet6
	} else {
		four := (*unix.RawSockaddrInet4)(unsafe.Pointer(name))
		*four = unix.RawSockaddrInet4{Family: unix.AF_INET, Port: ntohs(to.Port()), Addr: a.Unmap().As4()}
		m.Namelen = unix.SizeofSockaddrInet4
	}
	if s.queued++; s.queued == writeMost {
		s.flush()
	}
}

// flush sends what was added, and never waits. What the kernel refuses is
// lost, as on any network: all the rest, where it has no room for more.
func (s *socket) flush() {
	for sent := 0; sent < s.queued; {
		n, errno := call(unix.SYS_SENDMMSG, s.fd, s.out.messages[sent:s.queued], unix.MSG_DONTWAIT)
		switch {
		case errno == unix.EINTR:
		case errno == unix.EAGAIN:
			sent = s.queued
		case errno != 0:
			sent++ // the first of them was refused
		default:
			sent += n
		}
	}
	s.queued = 0
}
