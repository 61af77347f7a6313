package sfu

import "time"

// seatEvery is how often it is looked whether everybody gets what they should.
const seatEvery = time.Second

// tick is called on the loop every 20 ms. A fault in one participant's part
// ends that one's connection only.
func (s *SFU) tick(now time.Time) {
	for _, r := range s.rooms {
		r.listen(now)
		// From the end, for who is gone is taken out on the way.
		for i := len(r.members) - 1; i >= 0; i-- {
			m := r.members[i]
			m.session.conn.Guard(func() {
				m.session.tick(now)
				m.check(now)
				m.sayWanted(now)
				m.measure(now)
			})
		}
		if !now.Before(r.nextSeating) {
			r.nextSeating = now.Add(seatEvery)
			r.reseat()
		}
	}
}
