package estimate

import "time"

const (
	probeFor   = 160 * time.Millisecond
	probeMost  = 1.8             // times what is known to be carried
	probeAgain = 2 * time.Second // after one that found nothing; doubled each time
	probeLate  = 5 * time.Second // the longest pause
	probeWait  = time.Second     // for the last reports of one
)

// probe is a short while in which more is sent than is needed, so as to see
// whether it comes through.
type probe struct {
	cluster  uint8 // of the packets that belong to it, 0 for none
	begun    time.Time
	bits     float64 // that are sent in a second
	out      int     // bytes
	outCount int
	in       int
	inCount  int
	first    int // bytes of the first packet that came
	from, to int64

	last     uint8 // cluster
	next     time.Time
	failures int
}

// Pad says how many bytes of padding are to be sent now, to find out whether
// the path carries as many bits a second as are wanted. It is asked from tick
// to tick, so long apart, and mostly answers 0.
func (e *Estimator) Pad(wanted int, tick time.Duration, now time.Time) int {
	p := &e.probe
	if p.cluster == 0 {
		quiet := now.Sub(e.cutAt) >= calm && !now.Before(p.next)
		if float64(wanted) <= e.bits || !quiet || now.Sub(e.heard) > time.Second {
			return 0
		}
		p.begin(min(float64(wanted), probeMost*e.bits), now)
	}
	passed := now.Sub(p.begun)
	if passed >= probeFor {
		return 0
	}
	return max(0, int(p.bits/8*(passed+tick).Seconds())-p.out)
}

func (p *probe) begin(bits float64, now time.Time) {
	p.last = p.last%255 + 1
	*p = probe{cluster: p.last, last: p.last, begun: now, bits: bits, next: p.next, failures: p.failures}
}

// note counts a packet that goes out, and says to which cluster it belongs.
func (p *probe) note(size int, now time.Time) uint8 {
	if p.cluster == 0 || now.Sub(p.begun) >= probeFor {
		return 0
	}
	p.out += size
	p.outCount++
	return p.cluster
}

// arrived counts a packet that has come.
func (p *probe) arrived(s sent, at int64) {
	if s.probe == 0 || s.probe != p.cluster {
		return
	}
	if p.inCount == 0 {
		p.first, p.from, p.to = s.size, at, at
	}
	p.inCount++
	p.in += s.size
	p.from, p.to = min(p.from, at), max(p.to, at)
}

// end forgets the present cluster.
func (p *probe) end(failed bool, now time.Time) {
	p.cluster = 0
	if !failed {
		p.next, p.failures = now, 0
		return
	}
	p.next = now.Add(min(probeAgain<<min(p.failures, 4), probeLate))
	p.failures++
}

// result is how many bits a second of a cluster came through, once that is
// known.
func (p *probe) result(now time.Time) (bits float64, known bool) {
	over := p.cluster != 0 && now.Sub(p.begun) >= probeFor
	if !over || (p.inCount < p.outCount && now.Sub(p.begun) < probeFor+probeWait) {
		return 0, false
	}
	const fewest, whole = 5, 0.75
	if p.inCount < fewest || float64(p.inCount) < whole*float64(p.outCount) || p.to == p.from {
		return 0, true
	}
	came := float64(p.in-p.first) * 8e6 / float64(p.to-p.from)
	return min(came, float64(p.out)*8/probeFor.Seconds()), true
}

// probed raises the estimate to what a probe has shown.
func (e *Estimator) probed(now time.Time) {
	bits, known := e.probe.result(now)
	if !known {
		return
	}
	e.probe.end(bits < 0.8*e.probe.bits, now)
	e.bits = max(e.bits, bits)
}
