package signaling

import (
	"sync"

	"github.com/gorilla/websocket"
)

// queueLength is how many frames a client may be behind.
const queueLength = 256

// An outbox is what a client has still to be sent. Thousands of pages are open
// and silent, so it has a writer only while there is something: who adds to an
// idle one starts it, and it ends with the last frame.
type outbox struct {
	room chan struct{} // says that there may be room again

	mu      sync.Mutex
	frames  [][]byte
	ping    bool
	pong    []byte // the answer to the client's last ping; nil for none
	end     int    // the code to close with, after which there is nothing more
	writing bool
}

func newOutbox() outbox { return outbox{room: make(chan struct{}, 1)} }

// add queues a frame, unless the outbox is full. Start tells that it needs a
// writer.
func (o *outbox) add(frame []byte) (fits, start bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.end != 0:
		return true, false // it would not be sent
	case len(o.frames) >= queueLength:
		return false, false
	}
	o.frames = append(o.frames, frame)
	return true, o.startLocked()
}

// askPing queues a ping.
func (o *outbox) askPing() (start bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ping = true
	return o.startLocked()
}

// answerPing queues a pong, in place of one that has not been sent: a client
// that pings faster than it reads gets fewer.
func (o *outbox) answerPing(data string) (start bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.pong = []byte(data)
	return o.startLocked()
}

// close queues the last frame. What is queued already is not sent: the client
// resumes.
func (o *outbox) close(code int) (start bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.end, o.frames = code, nil
	return o.startLocked()
}

func (o *outbox) startLocked() bool {
	start := !o.writing
	o.writing = true
	return start
}

// next takes what is to be written next. When there is nothing, the writer
// ends; after a close message it ends for good.
func (o *outbox) next() (kind int, data []byte, ok bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.end != 0:
		return websocket.CloseMessage, websocket.FormatCloseMessage(o.end, ""), true
	case o.pong != nil:
		data, o.pong = o.pong, nil
		return websocket.PongMessage, data, true
	case o.ping:
		o.ping = false
		return websocket.PingMessage, nil, true
	case len(o.frames) == 0:
		o.frames, o.writing = nil, false
		return 0, nil, false
	}
	data, o.frames = o.frames[0], o.frames[1:]
	select {
	case o.room <- struct{}{}:
	default: // it is known
	}
	return websocket.TextMessage, data, true
}
