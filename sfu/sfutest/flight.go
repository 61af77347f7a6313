package sfutest

import (
	"errors"
	"net"
	"time"
)

// flight is a datagram on its way.
type flight struct {
	arrival
	at    time.Time
	order int // of packets that arrive at the same time, the first stays first
}

// flights is a heap of them, the next to arrive on top.
type flights []flight

func (f flights) Len() int      { return len(f) }
func (f flights) Swap(i, j int) { f[i], f[j] = f[j], f[i] }
func (f flights) Less(i, j int) bool {
	if f[i].at.Equal(f[j].at) {
		return f[i].order < f[j].order
	}
	return f[i].at.Before(f[j].at)
}

// Push and Pop are for container/heap.
func (f *flights) Push(x any) { *f = append(*f, x.(flight)) }

// Pop takes the last element, where container/heap has put the next one.
func (f *flights) Pop() any {
	last := len(*f) - 1
	x := (*f)[last]
	(*f)[last] = flight{} // lets go of the bytes
	*f = (*f)[:last]
	return x
}

func isClosed(err error) bool { return errors.Is(err, net.ErrClosed) }
