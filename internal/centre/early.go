package centre

import (
	"time"

	"miti/internal/calendar"
)

// MaxReason is how many characters visitors are told of why it is closed.
const MaxReason = 200

// Early is that a centre has closed before its time, on one day. Whatever its
// hours say of that day, it stays closed from then on.
type Early struct {
	Date   calendar.Date
	Minute int // of the day, by the centre's clock
	// Reason is for visitors; empty for none.
	Reason string
}

// EarlyAt is an early closing of the centre at that moment.
func (c Centre) EarlyAt(now time.Time, reason string) Early {
	local := now.In(c.Calendar().Zone())
	return Early{Date: calendar.DateOf(local), Minute: local.Hour()*60 + local.Minute(), Reason: reason}
}

// ClosedEarly tells that the centre would be open if it had not closed early.
func (c Centre) ClosedEarly(now time.Time) bool {
	usual := c
	usual.Early = nil
	return c.Early != nil && !c.OpenAt(now) && usual.OpenAt(now)
}

// absences are what the early closing takes from the hours.
func (e *Early) absences() []calendar.Absence {
	if e == nil {
		return nil
	}
	return []calendar.Absence{{From: e.Date, To: e.Date, Hours: []calendar.Hours{{From: e.Minute, To: 24 * 60}}}}
}
