package sfutest

import "github.com/pion/rtcp"

// fit is what a receiver makes of the sender reports of a line. As in Chromium
// (RtpToNtpEstimator) it is the straight line through the last of them, so that
// what a step in them does is seen for as long as a person would hear it.
type fit struct {
	told  []told // the newest last
	wrong int    // reports in a row that cannot be
}

type told struct {
	ntp uint64
	rtp int64 // unwrapped
}

const (
	fitted    = 20      // reports
	wrongMost = 3       // until they are believed and all others are not
	tooFar    = 1 << 25 // ticks between two
	hour      = 3600 << 32
)

// unwrap finds the time that is next to the last one that was told.
func (f *fit) unwrap(rtp uint32) int64 {
	last := f.told[len(f.told)-1].rtp
	return last + int64(int32(rtp-uint32(last)))
}

// add takes a report.
func (f *fit) add(r *rtcp.SenderReport) {
	at := told{r.NTPTime, int64(r.RTPTime)}
	if len(f.told) > 0 {
		at.rtp = f.unwrap(r.RTPTime)
		for _, t := range f.told {
			if t.ntp == at.ntp || t.rtp == at.rtp {
				return
			}
		}
		last := f.told[len(f.told)-1]
		if at.ntp < last.ntp || at.ntp-last.ntp > hour || at.rtp < last.rtp || at.rtp-last.rtp > tooFar {
			if f.wrong++; f.wrong < wrongMost {
				return
			}
			f.told = nil
		}
	}
	f.wrong = 0
	f.told = append(f.told[max(len(f.told)+1-fitted, 0):], at)
}

// at is the NTP time, in seconds, of an RTP time; it needs two reports.
func (f *fit) at(rtp uint32) (seconds float64, ok bool) {
	if len(f.told) < 2 {
		return 0, false
	}
	from, n := f.told[0], float64(len(f.told))
	var x, y, xx, xy float64
	for _, t := range f.told {
		dx, dy := float64(t.rtp-from.rtp), float64(t.ntp-from.ntp)/(1<<32)
		x, y, xx, xy = x+dx/n, y+dy/n, xx+dx*dx/n, xy+dx*dy/n
	}
	slope := (xy - x*y) / (xx - x*x)
	return float64(from.ntp)/(1<<32) + y + slope*(float64(f.unwrap(rtp)-from.rtp)-x), true
}
