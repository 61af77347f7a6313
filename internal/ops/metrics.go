package ops

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics counts what an operator watches. The values of a label come from
// short lists, so that the number of series does not grow with rooms, people
// or addresses that somebody makes up: the story of one room is in the logs.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	letters  *prometheus.CounterVec

	words      *prometheus.CounterVec
	loss       *prometheus.HistogramVec
	roundTrip  prometheus.Histogram
	estimate   prometheus.Histogram
	calls      *prometheus.CounterVec
	connecting prometheus.Histogram
}

// Sources are where the present numbers come from. They are asked at each
// scrape, from several goroutines at once. One that is nil is left out.
type Sources struct {
	Sockets func() int
	Media   func(context.Context) (Media, error)
	Relay   func() Relayed
	// Waiting counts the conversations that nobody has taken yet.
	Waiting func(context.Context) (int, error)
	// Letters counts the mails that are due and not sent yet.
	Letters func(context.Context) (int, error)
}

// Relayed is what the relay counts.
type Relayed struct {
	Allocations int
	Up, Down    uint64 // bytes, from and to clients, since the start
}

// Media is what the media plane does.
type Media struct {
	Rooms int
	// Ways counts the participants by how their media comes.
	Ways                  map[string]int
	PacketsIn, PacketsOut uint64 // since the start
	BytesIn, BytesOut     uint64
}

// scrapeTimeout is how long the numbers of one scrape may take to come.
const scrapeTimeout = 2 * time.Second

// NewMetrics makes an empty set of metrics, with those of the process itself.
func NewMetrics() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "miti_http_request_seconds",
			Help:    "How long requests took, by route, method and class of status.",
			Buckets: []float64{.002, .01, .05, .2, 1, 5},
		}, []string{"route", "method", "status"}),
		letters: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "miti_mail_tries_total",
			Help: "Tries to send a mail, by kind and result.",
		}, []string{"kind", "result"}),
	}
	m.addCalls()
	m.registry.MustRegister(m.requests, m.letters, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Watch adds the present numbers to every scrape. It is called once.
func (m *Metrics) Watch(s Sources) { m.registry.MustRegister(collector{s}) }

// Request counts one request. The route is the template that the router
// matched, such as /api/conversations/:id, and never the path that was asked
// for; empty when nothing matched.
func (m *Metrics) Request(method, route string, status int, took time.Duration) {
	if route == "" {
		route = "unmatched"
	}
	m.requests.WithLabelValues(route, knownMethod(method), statusClass(status)).Observe(took.Seconds())
}

// Letter counts one try to send a mail. Both come from the outbox's short lists.
func (m *Metrics) Letter(kind, result string) { m.letters.WithLabelValues(kind, result).Inc() }

func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}

func statusClass(status int) string {
	if status < 100 || status > 599 {
		return "other"
	}
	return strconv.Itoa(status/100) + "xx"
}

// Handler serves the metrics. A number that cannot be had is left out, and the
// rest is still served.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError})
}

var (
	sockets      = describe("miti_sockets", "Open event sockets.")
	rooms        = describe("miti_rooms", "Rooms that have a call.")
	participants = prometheus.NewDesc("miti_participants", "Participants of all calls, by how their media comes.", []string{"way"}, nil)
	packetsIn    = describe("miti_media_packets_received_total", "Media packets received.")
	packetsOut   = describe("miti_media_packets_sent_total", "Media packets sent.")
	bytesIn      = describe("miti_media_received_bytes_total", "Bytes of media packets received.")
	bytesOut     = describe("miti_media_sent_bytes_total", "Bytes of media packets sent.")
	allocations  = describe("miti_relay_allocations", "Allocations of the relay: a browser that is relayed has one or more.")
	relayed      = prometheus.NewDesc("miti_relay_bytes_total", "Bytes relayed, from clients (up) and to them (down).", []string{"direction"}, nil)
	waiting      = describe("miti_conversations_waiting", "Conversations that nobody has taken yet.")
	letters      = describe("miti_mail_waiting", "Mails that are due and not sent yet.")
)

func describe(name, help string) *prometheus.Desc {
	return prometheus.NewDesc(name, help, nil, nil)
}

// collector asks the sources at each scrape.
type collector struct{ Sources }

// Describe names what Collect may send.
func (collector) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		sockets, rooms, participants, packetsIn, packetsOut, bytesIn, bytesOut, allocations, relayed, waiting, letters,
	} {
		to <- d
	}
}

// Collect sends the present numbers.
func (c collector) Collect(to chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, read func() int) {
		if read != nil {
			to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(read()))
		}
	}
	gauge(sockets, c.Sockets)
	if c.Media != nil {
		ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
		defer cancel()
		if m, err := c.Media(ctx); err != nil {
			to <- prometheus.NewInvalidMetric(participants, err)
		} else {
			m.collect(to)
		}
	}
	if c.Relay != nil {
		r := c.Relay()
		to <- prometheus.MustNewConstMetric(allocations, prometheus.GaugeValue, float64(r.Allocations))
		to <- prometheus.MustNewConstMetric(relayed, prometheus.CounterValue, float64(r.Up), "up")
		to <- prometheus.MustNewConstMetric(relayed, prometheus.CounterValue, float64(r.Down), "down")
	}
	asked := func(d *prometheus.Desc, ask func(context.Context) (int, error)) {
		if ask == nil {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
		defer cancel()
		n, err := ask(ctx)
		if err != nil {
			to <- prometheus.NewInvalidMetric(d, err)
			return
		}
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(n))
	}
	asked(waiting, c.Waiting)
	asked(letters, c.Letters)
}
