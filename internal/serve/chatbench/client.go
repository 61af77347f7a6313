package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"miti/internal/event"
	"miti/signaling/protocol"
)

// origin is where the pages say they come from.
const origin = "http://miti.example"

// dialling is how many open their page at the same time.
const dialling = 16

// crowd is everybody's sockets.
type crowd struct {
	tally *tally
	conns []*websocket.Conn
	tasks sync.WaitGroup

	mu  sync.Mutex
	err error // why the first socket was lost
}

func header(p *person) http.Header {
	return http.Header{"Origin": {origin}, "Cookie": {p.cookie}, "X-Forwarded-For": {p.address}}
}

// gather opens a socket for each person, and returns when all of them watch
// what they watch.
func gather(ctx context.Context, at string, who []*person, t *tally) (*crowd, error) {
	c := &crowd{tally: t, conns: make([]*websocket.Conn, len(who))}
	next := make(chan int)
	var dialers sync.WaitGroup
	for range dialling {
		dialers.Go(func() {
			for i := range next {
				conn, err := enter(ctx, at, who[i])
				if err != nil {
					c.lost(err)
					continue
				}
				c.conns[i] = conn
				c.tasks.Go(func() { c.listen(who[i], conn) })
			}
		})
	}
	for i := range who {
		next <- i
	}
	close(next)
	dialers.Wait()
	if err := c.lostOne(); err != nil {
		c.leave()
		return nil, err
	}
	return c, nil
}

// enter opens a socket, says hello, and waits for all that it asked for.
func enter(ctx context.Context, at string, p *person) (*websocket.Conn, error) {
	path := "/ws/visitor"
	if p.Staff != "" {
		path = "/ws/staff"
	}
	dialer := websocket.Dialer{ReadBufferSize: 1 << 10, WriteBufferSize: 512, HandshakeTimeout: 30 * time.Second}
	conn, _, err := dialer.DialContext(ctx, "ws://"+at+path, header(p))
	if err != nil {
		return nil, fmt.Errorf("open a socket: %w", err)
	}
	hello := protocol.Hello{}
	missing := map[string]bool{protocol.TypeWelcome: true}
	for _, s := range p.watches {
		hello.Streams = append(hello.Streams, protocol.Position{Stream: string(s)})
		missing[string(s)] = true
	}
	data, err := json.Marshal(hello)
	if err == nil {
		err = conn.WriteJSON(protocol.Envelope{Type: protocol.TypeHello, Data: data})
	}
	for err == nil && len(missing) > 0 {
		var e protocol.Envelope
		if err = conn.ReadJSON(&e); err == nil && e.Type == protocol.TypeError {
			err = fmt.Errorf("refused: %s %s", e.Stream, e.Data)
		}
		delete(missing, e.Stream)
		delete(missing, e.Type)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("say hello: %w", err), conn.Close())
	}
	return conn, nil
}

// listen counts the messages that a page is shown, until its socket ends.
func (c *crowd) listen(p *person, conn *websocket.Conn) {
	for {
		_, frame, err := conn.ReadMessage()
		if err != nil {
			c.lost(err)
			return
		}
		now := time.Now()
		var e protocol.Envelope
		if err := json.Unmarshal(frame, &e); err != nil {
			c.lost(err)
			return
		}
		if e.Type != string(event.TypeMessage) {
			continue
		}
		var m protocol.MessageEvent
		if err := json.Unmarshal(e.Data, &m); err != nil {
			c.lost(err)
			return
		}
		c.tally.seen(p, m.Message, now)
	}
}

// lost notes that a socket ended before it was time.
func (c *crowd) lost(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil && !errors.Is(err, errLeft) {
		c.err = err
	}
}

func (c *crowd) lostOne() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// errLeft stands for the end that leave gives to the sockets.
var errLeft = errors.New("the pages are closed")

// leave closes every page. It reports why one had been lost before.
func (c *crowd) leave() error {
	before := c.lostOne()
	c.mu.Lock()
	c.err = errLeft
	c.mu.Unlock()
	for _, conn := range c.conns {
		if conn != nil {
			_ = conn.Close()
		}
	}
	c.tasks.Wait()
	return before
}

// poster sends messages as pages do.
type poster struct {
	base string
	http http.Client
}

func newPoster(at string) *poster {
	return &poster{base: "http://" + at, http: http.Client{
		Timeout:   30 * time.Second,
		Transport: &http.Transport{MaxIdleConnsPerHost: 64},
	}}
}

// post sends one message and waits for the answer.
func (o *poster) post(ctx context.Context, t talk, by *person, id, text string) error {
	body, err := json.Marshal(map[string]string{"id": id, "text": text})
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost,
		o.base+"/api/conversations/"+string(t.id)+"/messages", strings.NewReader(string(body)))
	if err != nil {
		return err
	}
	r.Header = header(by)
	r.Header.Set("Content-Type", "application/json")
	answer, err := o.http.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close() //nolint:errcheck // nothing is lost with it
	if answer.StatusCode != http.StatusCreated {
		return fmt.Errorf("a message was answered with %s", answer.Status)
	}
	return nil
}
