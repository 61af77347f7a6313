package sfu

import "context"

// Block holds up the loop of a room until the channel is closed.
func (p *Plane) Block(room string, until <-chan struct{}) {
	p.of(room).loop.Do(func() { <-until })
}

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
