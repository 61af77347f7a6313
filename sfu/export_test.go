package sfu

import (
	"context"
	"net/netip"
	"time"
)

// Block holds up the loop of a room until the channel is closed.
func (p *Plane) Block(room string, until <-chan struct{}) {
	p.of(room).loop.Do(func() { <-until })
}

// StatsOfEach are those of each loop, in their order.
func (p *Plane) StatsOfEach(ctx context.Context) (all []Stats, err error) {
	for _, s := range p.sfus {
		st, err := s.Stats(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, st)
	}
	return all, nil
}

// Addresses are those that the sockets are bound to. The second is the zero
// value without TCP.
func (s *SFU) Addresses() (udp, tcp netip.AddrPort) { return s.loop.Addresses() }

// Path is what the path to a participant is thought to carry in a second, in
// bits, and how many bytes were sent on it.
func (s *SFU) Path(ctx context.Context, room, participant string) (carries int, sent uint64, err error) {
	err = s.call(ctx, func() {
		if m := s.find(room, participant); m != nil {
			carries, sent = m.session.carries(), m.session.conn.Traffic().Out
		}
	})
	return carries, sent, err
}

// Held is how many packets are kept for repairs.
func (s *SFU) Held() (packets int) {
	_ = s.call(context.Background(), func() { packets = s.pool.Held() }) // none when it is closed
	return packets
}

// Look is what was sent to somebody up to a time, in bytes, beside what the path
// was thought to carry then, in bits a second.
type Look struct {
	At      time.Time
	Carries int
	Sent    uint64
}

// Over is the longest time without a pause in which more was sent than the path
// was thought to carry at any time of it. There are ten looks a second. Frames
// come in pieces: a rate is that of three tenths of a second.
func Over(looks []Look) (longest time.Duration) {
	const pieces = 3
	var begin time.Time
	for i := pieces; i < len(looks); i++ {
		now, before := looks[i], looks[i-pieces]
		carries := now.Carries
		for _, l := range looks[i-pieces : i] {
			carries = max(carries, l.Carries)
		}
		if float64(now.Sent-before.Sent)*8 <= float64(carries)*now.At.Sub(before.At).Seconds() {
			begin = time.Time{}
			continue
		}
		if begin.IsZero() {
			begin = before.At
		}
		longest = max(longest, now.At.Sub(begin))
	}
	return longest
}

// Loop is one of those of a plane.
func (p *Plane) Loop(i int) *SFU { return p.sfus[i] }
