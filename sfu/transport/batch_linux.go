package transport

import (
	"encoding/binary"
	"net"
	"net/netip"
	"strconv"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	readMost  = 32 // packets that are taken from the kernel at once
	writeMost = 64 // that are given to it at once
)

// batch takes packets from a socket and gives packets to it, several with one
// call where several are there: it never waits for more. It belongs to the
// loop, and allocates nothing once it is made.
type batch struct {
	conn    *net.UDPConn
	raw     syscall.RawConn
	mapped  bool // the socket speaks IPv6, and of IPv4 as a part of it
	in, out slots
	queued  int // in out
	sent    int // of queued
	got     int // packets in in
	err     error

	// The functions that the runtime calls when the socket is ready.
	receive, send func(fd uintptr) bool
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

// newBatch is for a socket whose owner closes it.
func newBatch(c *net.UDPConn) (*batch, error) {
	raw, err := c.SyscallConn()
	if err != nil {
		return nil, err
	}
	b := &batch{conn: c, raw: raw, in: newSlots(readMost), out: newSlots(writeMost)}
	b.mapped = !c.LocalAddr().(*net.UDPAddr).AddrPort().Addr().Is4()
	b.receive, b.send = b.receiveNow, b.sendNow
	return b, nil
}

// read waits for packets, until the socket's deadline, and tells how many
// there are.
func (b *batch) read() (int, error) {
	for i := range b.in.messages { // the kernel has written how long the last ones were
		b.in.messages[i].header.Namelen = unix.SizeofSockaddrInet6
	}
	if err := b.raw.Read(b.receive); err != nil {
		return 0, err
	}
	return b.got, b.err
}

// receiveNow reports false when there is nothing to read.
func (b *batch) receiveNow(fd uintptr) bool {
	n, errno := call(unix.SYS_RECVMMSG, fd, b.in.messages)
	if errno == unix.EAGAIN || errno == unix.EINTR {
		return false
	}
	b.got, b.err = n, nil
	if errno != 0 {
		b.got, b.err = 0, errno
	}
	return true
}

// call gives messages to a system call that takes several.
func call(number, fd uintptr, m []message) (int, syscall.Errno) {
	n, _, errno := syscall.Syscall6(number, fd, uintptr(unsafe.Pointer(&m[0])), uintptr(len(m)), unix.MSG_DONTWAIT, 0, 0)
	return int(n), errno
}

// packet is one of those that were read, until the next read.
func (b *batch) packet(i int) (packet []byte, from netip.AddrPort) {
	return b.in.buffers[i][:b.in.messages[i].length], addrPort(&b.in.names[i])
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
func (b *batch) buffer() []byte { return b.out.buffers[b.queued][:0] }

// add has the packet of n bytes in the buffer be sent with the next flush.
func (b *batch) add(n int, to netip.AddrPort) {
	a, name, m := to.Addr(), &b.out.names[b.queued], &b.out.messages[b.queued].header
	if a.Zone() != "" || (!b.mapped && !a.Unmap().Is4()) { // seldom, or never
		_, _ = b.conn.WriteToUDPAddrPort(b.out.buffers[b.queued][:n], to)
		return
	}
	b.out.vectors[b.queued].SetLen(n)
	if b.mapped {
		*name = unix.RawSockaddrInet6{Family: unix.AF_INET6, Port: ntohs(to.Port()), Addr: a.As16()}
		m.Namelen = unix.SizeofSockaddrInet6
	} else {
		four := (*unix.RawSockaddrInet4)(unsafe.Pointer(name))
		*four = unix.RawSockaddrInet4{Family: unix.AF_INET, Port: ntohs(to.Port()), Addr: a.Unmap().As4()}
		m.Namelen = unix.SizeofSockaddrInet4
	}
	if b.queued++; b.queued == writeMost {
		b.flush()
	}
}

// flush sends what was added. What the kernel refuses is lost, as on any
// network.
func (b *batch) flush() {
	if b.queued == 0 {
		return
	}
	b.sent = 0
	_ = b.raw.Write(b.send) // fails only when the socket is closed
	b.queued = 0
}

// sendNow reports false when the kernel has no room: it is called again.
func (b *batch) sendNow(fd uintptr) bool {
	for b.sent < b.queued {
		n, errno := call(unix.SYS_SENDMMSG, fd, b.out.messages[b.sent:b.queued])
		switch {
		case errno == unix.EAGAIN:
			return false
		case errno == unix.EINTR:
		case errno != 0:
			b.sent++ // the first of them was refused
		default:
			b.sent += n
		}
	}
	return true
}
