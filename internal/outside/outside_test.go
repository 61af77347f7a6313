package outside_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"miti/internal/agenda"
	"miti/internal/calendar"
	"miti/internal/outside"
)

const file = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nDTSTART:20261202T080000Z\r\nDTEND:20261202T090000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

func december() calendar.Interval {
	from := time.Date(2026, time.December, 1, 0, 0, 0, 0, time.UTC)
	return calendar.Interval{From: from, To: from.AddDate(0, 1, 0)}
}

func fetch(t *testing.T, c *outside.Client, o agenda.Outside) (agenda.Fetched, error) {
	t.Helper()
	return c.Fetch(t.Context(), o, december(), time.UTC)
}

func anywhere(netip.AddrPort) bool { return true }

func TestACalendarIsReadOnceForEachVersion(t *testing.T) {
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		w.Header().Set("ETag", `"1"`)
		w.Header().Set("Last-Modified", "Tue, 01 Dec 2026 08:00:00 GMT")
		if r.Header.Get("If-None-Match") == `"1"` && r.Header.Get("If-Modified-Since") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		fmt.Fprint(w, file)
	}))
	defer server.Close()
	c := outside.New(anywhere)
	got, err := fetch(t, c, agenda.Outside{URL: server.URL})
	if err != nil || len(got.Busy) != 1 || got.Same || got.Tag != `"1"` {
		t.Fatalf("first %+v, %v", got, err)
	}
	again, err := fetch(t, c, agenda.Outside{URL: server.URL, Tag: got.Tag, Modified: got.Modified})
	if err != nil || !again.Same || asked != 2 {
		t.Errorf("again %+v, %v, asked %d times", again, err, asked)
	}
}

func TestWhyACalendarCannotBeRead(t *testing.T) {
	answers := map[string]http.HandlerFunc{
		"/gone":   func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) },
		"/broken": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) },
		"/page":   func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<!doctype html><title>Sign in</title>") },
		"/long": func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, "BEGIN:VCALENDAR\r\n"+strings.Repeat("X-A:"+strings.Repeat("a", 60)+"\r\n", 40_000))
		},
		"/cut": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "9999")
			fmt.Fprint(w, file[:60])
		},
		"/around": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/around", http.StatusFound) },
		"/to-file": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		},
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { answers[r.URL.Path](w, r) }))
	defer server.Close()
	c := outside.New(anywhere)
	for path, want := range map[string]agenda.Problem{
		"/gone": agenda.Refused, "/broken": agenda.Unreachable, "/page": agenda.Unreadable, "/long": agenda.TooLong,
		"/cut": agenda.Unreachable, "/around": agenda.Unreachable, "/to-file": agenda.Unreachable,
	} {
		_, err := fetch(t, c, agenda.Outside{URL: server.URL + path})
		if got, ok := errors.AsType[agenda.Problem](err); !ok || got != want {
			t.Errorf("%s: %v, want %s", path, err, want)
		}
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := c.Fetch(stopped, agenda.Outside{URL: server.URL}, december(), time.UTC); err == nil {
		t.Error("it read on after its caller had gone")
	}
}

// A name that leads into somebody's own network, at once or by a redirection, is
// followed no further than its address.
func TestNobodysOwnNetworkIsReached(t *testing.T) {
	reached := false
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	defer inside.Close()
	outer := httptest.NewServer(http.RedirectHandler(inside.URL, http.StatusFound))
	defer outer.Close()
	own := inside.Listener.Addr().String()
	c := outside.New(func(at netip.AddrPort) bool { return at.String() != own })
	for _, url := range []string{inside.URL, outer.URL} {
		if _, err := fetch(t, c, agenda.Outside{URL: url}); !errors.Is(err, agenda.NotPublic) || reached {
			t.Errorf("%s: %v, reached %v", url, err, reached)
		}
	}
	if _, err := fetch(t, outside.New(outside.Public), agenda.Outside{URL: strings.Replace(inside.URL, "127.0.0.1", "localhost", 1)}); !errors.Is(err, agenda.NotPublic) || reached {
		t.Errorf("by its name: %v", err)
	}
}

func TestPublic(t *testing.T) {
	for address, want := range map[string]bool{
		"93.184.216.34:443": true, "93.184.216.34:80": true, "[2606:2800:220:1::1]:443": true,
		"93.184.216.34:22": false, "93.184.216.34:6379": false,
		"127.0.0.1:80": false, "10.1.2.3:80": false, "172.16.0.1:443": false, "192.168.1.1:443": false, "169.254.169.254:80": false,
		"100.64.0.1:80": false, "0.0.0.0:80": false, "224.0.0.1:80": false, "255.255.255.255:80": false, "198.18.0.1:80": false,
		"[::1]:80": false, "[::]:80": false, "[fe80::1]:80": false, "[fc00::1]:80": false, "[ff02::1]:80": false,
		"[::ffff:127.0.0.1]:80": false, "[::ffff:10.0.0.1]:80": false, "[64:ff9b::7f00:1]:80": false, "[2002:7f00:1::]:80": false,
	} {
		if got := outside.Public(netip.MustParseAddrPort(address)); got != want {
			t.Errorf("%s is public: %v", address, got)
		}
	}
}
