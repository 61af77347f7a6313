package signaling

import (
	"encoding/json"
	"fmt"

	"miti/internal/event"
	"miti/internal/wire"
	"miti/signaling/protocol"
)

// notice is an event on its way to many: what each kind of reader gets of it
// is made once. It belongs to the hub's goroutine.
type notice struct {
	event  event.Event
	epoch  string
	frames map[wire.Reader][]byte
	err    error
}

// frame is the event as the reader gets it; nil when it is not for them.
func (n *notice) frame(to wire.Reader) []byte {
	if made, ok := n.frames[to]; ok {
		return made
	}
	data, err := wire.Event(n.event, to)
	if err != nil {
		n.err = err
	}
	var made []byte
	if data != nil {
		e := protocol.Envelope{Type: string(n.event.Type), Stream: string(n.event.Stream), Seq: n.event.Seq}
		if e.Seq > 0 {
			e.Epoch = n.epoch
		}
		made = encode(e, data)
	}
	if n.frames == nil {
		n.frames = map[wire.Reader][]byte{}
	}
	n.frames[to] = made
	return made
}

// read decodes the event's data.
func read[T any](n *notice) (T, bool) {
	var v T
	err := json.Unmarshal(n.event.Data, &v)
	if err != nil {
		n.err = fmt.Errorf("event %s: %w", n.event.Type, err)
	}
	return v, err == nil
}

// encode makes a frame. The structs of the protocol always encode.
func encode(e protocol.Envelope, data any) []byte {
	if data != nil {
		e.Data = marshal(data)
	}
	return marshal(e)
}

func marshal(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // a struct of ours that cannot be JSON: every test of its message fails
	}
	return b
}

// transient makes an event of something that was read for one watcher.
func transient(s event.Stream, t event.Type, data any) event.Event {
	return event.Event{Stream: s, Type: t, Data: marshal(data)}
}
