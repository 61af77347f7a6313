package sfu

import "time"

const (
	// seatEvery is how often it is looked whether everybody gets what they should.
	seatEvery = time.Second
	// turns are the ticks in which everybody has one turn for what can wait: 100 ms,
	// which is how often transport-wide feedback is sent of a picture.
	turns = 5
)

// tick is called on the loop every 20 ms. A fault in one participant's part
// ends that one's connection only.
func (s *SFU) tick(now time.Time) {
	s.ticks++
	for _, r := range s.rooms {
		r.listen(now)
		// From the end, for who is gone is taken out on the way.
		for i := len(r.members) - 1; i >= 0; i-- {
			m := r.members[i]
			m.session.conn.Guard(func() {
				m.session.tick(now)
				m.sayWanted(now)
				if (i+s.ticks)%turns == 0 {
					m.session.turn(now)
					m.check(now)
					m.measure(now)
				}
			})
		}
		if !now.Before(r.nextSeating) {
			r.nextSeating = now.Add(seatEvery)
			r.reseat()
		}
	}
}
