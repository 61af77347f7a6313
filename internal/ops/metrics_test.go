package ops

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func scrape(t *testing.T, m *Metrics) string {
	t.Helper()
	answer := httptest.NewRecorder()
	m.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if answer.Code != http.StatusOK {
		t.Fatalf("status %d: %s", answer.Code, answer.Body)
	}
	return answer.Body.String()
}

func has(t *testing.T, text, line string) {
	t.Helper()
	if !strings.Contains("\n"+text, "\n"+line+"\n") {
		t.Errorf("no line %q in:\n%s", line, ours(text))
	}
}

// ours leaves out what the Go runtime says of itself.
func ours(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "miti_") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

func TestMetricsOfRequests(t *testing.T) {
	m := NewMetrics()
	m.Request("GET", "/api/state", 200, time.Millisecond)
	m.Request("GET", "/api/state", 204, time.Second)
	m.Request("GET", "", 404, 0)
	text := scrape(t, m)
	has(t, text, `miti_http_request_seconds_count{method="GET",route="/api/state",status="2xx"} 2`)
	has(t, text, `miti_http_request_seconds_count{method="GET",route="unmatched",status="4xx"} 1`)
}

func TestMetricsStayFew(t *testing.T) {
	m := NewMetrics()
	count := func() int { return strings.Count(ours(scrape(t, m)), "\n") }
	m.Request("SPAM", "", 999, 0)
	before := count()
	for i := range 10_000 {
		m.Request(fmt.Sprintf("SPAM%d", i), "", 600+i, 0)
	}
	if after := count(); after != before || before == 0 {
		t.Errorf("%d series became %d", before, after)
	}
}

func TestMetricsOfTheMoment(t *testing.T) {
	m := NewMetrics()
	present := 3
	m.Watch(Sources{
		Sockets: func() int { return present },
		Media: func(context.Context) (Media, error) {
			return Media{Rooms: 1, Ways: map[string]int{"udp": 2, "tcp": 0}, PacketsIn: 10, PacketsOut: 20, BytesIn: 1000, BytesOut: 2000}, nil
		},
		Relay:   func() Relayed { return Relayed{Allocations: 6, Up: 30, Down: 40} },
		Waiting: func(context.Context) (int, error) { return 4, nil },
	})
	text := scrape(t, m)
	has(t, text, "miti_sockets 3")
	has(t, text, "miti_rooms 1")
	has(t, text, `miti_participants{way="udp"} 2`)
	has(t, text, `miti_participants{way="tcp"} 0`)
	has(t, text, "miti_media_received_bytes_total 1000")
	has(t, text, "miti_media_packets_received_total 10")
	has(t, text, "miti_media_packets_sent_total 20")
	has(t, text, "miti_relay_allocations 6")
	has(t, text, `miti_relay_bytes_total{direction="up"} 30`)
	has(t, text, `miti_relay_bytes_total{direction="down"} 40`)
	has(t, text, "miti_conversations_waiting 4")
	present = 5
	has(t, scrape(t, m), "miti_sockets 5")
}

func TestNumbersThatCannotBeHadAreLeftOut(t *testing.T) {
	m := NewMetrics()
	m.Watch(Sources{
		Sockets: func() int { return 1 },
		Media:   func(context.Context) (Media, error) { return Media{}, errors.New("a loop stands still") },
		Waiting: func(context.Context) (int, error) { return 0, errors.New("the database is gone") },
	})
	text := scrape(t, m)
	has(t, text, "miti_sockets 1")
	for _, name := range []string{"miti_conversations_waiting", "miti_rooms", "miti_participants", "miti_media_received_bytes_total"} {
		if strings.Contains(text, "\n"+name) {
			t.Errorf("%s could not be had and is served", name)
		}
	}
}

func TestMetricsOfCalls(t *testing.T) {
	m := NewMetrics()
	m.Connection(Connection{Word: "weak", LossUp: 0.1, RoundTrip: 300 * time.Millisecond, Estimate: 400_000})
	m.Connection(Connection{Word: "good"}) // of whose path nothing is known yet
	m.CallEnded("tcp", 80*time.Millisecond)
	m.CallEnded("none", 0)
	text := scrape(t, m)
	has(t, text, `miti_connection_looks_total{word="weak"} 1`)
	has(t, text, `miti_connection_loss_ratio_bucket{direction="up",le="0.08"} 1`)
	has(t, text, `miti_connection_loss_ratio_bucket{direction="up",le="0.2"} 2`)
	has(t, text, "miti_connection_round_trip_seconds_count 1")
	has(t, text, `miti_connection_estimate_bits_bucket{le="300000"} 0`)
	has(t, text, `miti_connection_estimate_bits_bucket{le="600000"} 1`)
	has(t, text, `miti_calls_ended_total{way="none"} 1`)
	has(t, text, "miti_call_connecting_seconds_count 1")
}
