package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"miti/booking"
	"miti/internal/id"
)

// origin is where the pages are, as the requests say.
const origin = "http://miti.bench.example"

// client asks the server as pages do.
type client struct {
	http http.Client
	base string
}

func newClient(address string) *client {
	transport := &http.Transport{MaxIdleConnsPerHost: 200}
	return &client{http: http.Client{Transport: transport, Timeout: time.Minute}, base: "http://" + address}
}

// slots are the first times of a wish.
func (c *client) slots(ctx context.Context, w booking.Wish, from time.Time, limit int) ([]booking.Slot, error) {
	q := url.Values{"kind": {string(w.Kind)}, "language": {w.Language}, "limit": {strconv.Itoa(limit)}}
	for name, value := range map[string]string{"topic": string(w.Topic), "staff": string(w.Staff), "centre": string(w.Centre)} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if !from.IsZero() {
		q.Set("from", from.UTC().Format(time.RFC3339))
	}
	var found struct{ Slots []booking.Slot }
	_, err := c.ask(ctx, "GET", "/api/booking/slots?"+q.Encode(), page{}, nil, &found)
	return found.Slots, err
}

// page is a visitor's, from an address of its own.
type page struct{ address, cookie string }

// book holds a time as somebody new and books it. It reports whether that was
// still possible.
func (c *client) book(ctx context.Context, r *rand.Rand, w booking.Wish, start time.Time) (bool, error) {
	name := id.New()
	by := page{address: fmt.Sprintf("10.%d.%d.%d", r.IntN(256), r.IntN(256), 1+r.IntN(250))}
	held, err := c.ask(ctx, "POST", "/api/appointments", by, map[string]any{
		"id": name, "start": start, "kind": w.Kind, "language": w.Language,
	}, nil)
	if err != nil || held.StatusCode == http.StatusConflict {
		return false, err
	}
	for _, cookie := range held.Cookies() {
		by.cookie = cookie.Name + "=" + cookie.Value
	}
	booked, err := c.ask(ctx, "POST", "/api/appointments/"+name+"/book", by, map[string]string{
		"name": "Nora", "contact": name + "@mail.example", // letters to one address are counted
	}, nil)
	return err == nil && booked.StatusCode == http.StatusOK, err
}

// ask sends a request and decodes what comes into to, if it is not nil. Beside
// success, only a conflict is no error.
func (c *client) ask(ctx context.Context, method, path string, by page, body, to any) (*http.Response, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("encode request: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	request.Header = http.Header{"Origin": {origin}, "Content-Type": {"application/json"}}
	if by.address != "" {
		request.Header.Set("X-Forwarded-For", by.address)
	}
	if by.cookie != "" {
		request.Header.Set("Cookie", by.cookie)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", method, path, err)
	}
	defer response.Body.Close() //nolint:errcheck // it was read
	var read bytes.Buffer
	if _, err := read.ReadFrom(response.Body); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	if response.StatusCode >= 300 && response.StatusCode != http.StatusConflict {
		return nil, fmt.Errorf("%s %s: %s %s", method, path, response.Status, read.String())
	}
	if to == nil {
		return response, nil
	}
	if err := json.Unmarshal(read.Bytes(), to); err != nil {
		return nil, fmt.Errorf("decode %s: %w", path, err)
	}
	return response, nil
}
