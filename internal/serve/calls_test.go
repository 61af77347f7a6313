package serve_test

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// Who tests the connection is a participant for a while: the operator sees it on
// the page of calls and in the metrics, and nobody else is told.
func TestTheOperatorSeesWhatGoesOn(t *testing.T) {
	p := open(t)
	p.browser(t).want(http.StatusOK, "POST", "/api/connection-tests", connectionTest())
	for path, want := range map[string]string{
		"/webrtc": "<code>trial</code>", "/webrtc/data": `"id":"trial"`, "/metrics": `miti_participants{way="none"} 1`,
	} {
		if _, text := p.operator(t, path); !strings.Contains(string(text), want) {
			t.Errorf("%s does not say %s: %.300s", path, want, text)
		}
	}
	r, err := http.Get(p.base + "/webrtc")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if text, err := io.ReadAll(r.Body); err != nil || strings.Contains(string(text), `id="seen"`) {
		t.Errorf("the page of calls is everybody's: %v", err)
	}
}

// operator asks the admin port.
func (p *place) operator(t *testing.T, path string) (status int, text []byte) {
	t.Helper()
	r, err := http.Get("http://" + p.AdminAddr().String() + path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if text, err = io.ReadAll(r.Body); err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, text
}

// Twenty people at one address can test their connection at once, each by three
// ways. Whoever would have more there is told when to try again, and keeps nobody
// out who is elsewhere.
func TestConnectionTestsAreRationed(t *testing.T) {
	p := open(t)
	b := p.browser(t)
	for range 3 * 20 {
		b.want(http.StatusOK, "POST", "/api/connection-tests", connectionTest())
	}
	status, text := http.StatusOK, []byte(nil)
	for range 30 {
		if status, text = b.ask("POST", "/api/connection-tests", connectionTest()); status != http.StatusOK {
			break
		}
	}
	if status != http.StatusTooManyRequests || !strings.Contains(string(text), "retrySeconds") {
		t.Errorf("one too many: %d %s", status, text)
	}
	elsewhere := p.browser(t)
	from := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 2)}}
	elsewhere.http.Transport = &http.Transport{DialContext: from.DialContext, DisableKeepAlives: true}
	elsewhere.want(http.StatusOK, "POST", "/api/connection-tests", connectionTest())
}
