package ops

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Connection is how the connection of one participant was found to be, a moment
// among many.
type Connection struct {
	Word             string  // good, weak or lost
	LossUp, LossDown float64 // shares of the packets
	RoundTrip        time.Duration
	Estimate         int // bits a second that the path carries, 0 if not known
}

// addCalls makes the metrics of connections and calls.
func (m *Metrics) addCalls() {
	m.words = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "miti_connection_looks_total",
		Help: "Looks at a participant's connection, a few a minute for each, by what it was called.",
	}, []string{"word"})
	m.loss = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name:    "miti_connection_loss_ratio",
		Help:    "Share of the packets that were lost, at each look, from participants (up) and to them (down).",
		Buckets: []float64{0, .01, .03, .08, .2, .5},
	}, []string{"direction"})
	m.roundTrip = prometheus.NewHistogram(prometheus.HistogramOpts{
		Name:    "miti_connection_round_trip_seconds",
		Help:    "Time to a participant and back, at each look.",
		Buckets: []float64{.02, .05, .1, .2, .4, .7, 1.5},
	})
	m.estimate = prometheus.NewHistogram(prometheus.HistogramOpts{
		Name:    "miti_connection_estimate_bits",
		Help:    "Bits a second that the path to a participant carries, at each look.",
		Buckets: []float64{1e5, 3e5, 6e5, 1.2e6, 2.5e6, 5e6},
	})
	m.calls = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "miti_calls_ended_total",
		Help: "Participants who are out of a call, by how their media came last; none is a call that never was.",
	}, []string{"way"})
	m.connecting = prometheus.NewHistogram(prometheus.HistogramOpts{
		Name:    "miti_call_connecting_seconds",
		Help:    "Time from a participant's first offer until media could flow.",
		Buckets: []float64{.05, .1, .2, .5, 1, 2, 5, 15},
	})
	m.registry.MustRegister(m.words, m.loss, m.roundTrip, m.estimate, m.calls, m.connecting)
}

// Connection counts one look at a connection.
func (m *Metrics) Connection(c Connection) {
	m.words.WithLabelValues(c.Word).Inc()
	m.loss.WithLabelValues("up").Observe(c.LossUp)
	m.loss.WithLabelValues("down").Observe(c.LossDown)
	if c.RoundTrip > 0 {
		m.roundTrip.Observe(c.RoundTrip.Seconds())
	}
	if c.Estimate > 0 {
		m.estimate.Observe(float64(c.Estimate))
	}
}

// CallEnded counts a participant who is out of a call. Connecting is 0 for one
// whose media never came.
func (m *Metrics) CallEnded(way string, connecting time.Duration) {
	m.calls.WithLabelValues(way).Inc()
	if connecting > 0 {
		m.connecting.Observe(connecting.Seconds())
	}
}

func (m Media) collect(to chan<- prometheus.Metric) {
	to <- prometheus.MustNewConstMetric(rooms, prometheus.GaugeValue, float64(m.Rooms))
	for way, n := range m.Ways {
		to <- prometheus.MustNewConstMetric(participants, prometheus.GaugeValue, float64(n), way)
	}
	for desc, n := range map[*prometheus.Desc]uint64{
		packetsIn: m.PacketsIn, packetsOut: m.PacketsOut, bytesIn: m.BytesIn, bytesOut: m.BytesOut,
	} {
		to <- prometheus.MustNewConstMetric(desc, prometheus.CounterValue, float64(n))
	}
}
