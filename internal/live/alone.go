package live

import "context"

// Alone is the one node of a Miti without Redis: it has every room itself.
type Alone struct{}

// Node names it.
func (Alone) Node() string { return "" }

// Claim says that this node has each of the rooms.
func (Alone) Claim(_ context.Context, rooms ...string) (map[string]string, error) {
	holders := make(map[string]string, len(rooms))
	for _, room := range rooms {
		holders[room] = ""
	}
	return holders, nil
}

// Holder says that this node has the room.
func (Alone) Holder(context.Context, string) (string, error) { return "", nil }

// Release does nothing: there is nobody who could take a room over.
func (Alone) Release(context.Context, ...string) error { return nil }

// Send reaches nobody.
func (Alone) Send(context.Context, string, []byte) error { return nil }

// Receive never calls f.
func (Alone) Receive(func([]byte)) {}
