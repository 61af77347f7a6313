package signaling

import "sync"

// How many sockets there may be: of one person in tabs and devices, and from
// one address, where a reception point has twenty people.
const (
	maxOfPerson  = 24
	maxOfAddress = 600
)

// places counts sockets, and knows them all.
type places struct {
	mu        sync.Mutex
	closed    bool
	sockets   map[string]*socket // by id
	ofPerson  map[string]int
	ofAddress map[string]int
}

func newPlaces() *places {
	return &places{sockets: map[string]*socket{}, ofPerson: map[string]int{}, ofAddress: map[string]int{}}
}

// enter takes a place. It returns a close code when there is none.
func (p *places) enter(c *socket) (code int, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.closed:
		return closeDraining, false
	case p.ofAddress[c.address] >= maxOfAddress, !c.actor.IsNobody() && p.ofPerson[c.actor.Participant()] >= maxOfPerson:
		return closeTooMany, false
	}
	p.sockets[c.id] = c
	p.ofAddress[c.address]++
	if !c.actor.IsNobody() {
		p.ofPerson[c.actor.Participant()]++
	}
	return 0, true
}

func (p *places) leave(c *socket) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.sockets, c.id)
	less(p.ofAddress, c.address)
	if !c.actor.IsNobody() {
		less(p.ofPerson, c.actor.Participant())
	}
}

// close refuses sockets from now on and returns those that there are.
func (p *places) close() []*socket {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	return p.allLocked()
}

func (p *places) all() []*socket {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.allLocked()
}

func (p *places) allLocked() []*socket {
	all := make([]*socket, 0, len(p.sockets))
	for _, c := range p.sockets {
		all = append(all, c)
	}
	return all
}

// find is the socket with that id; nil when it has gone.
func (p *places) find(id string) *socket {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sockets[id]
}

func (p *places) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.sockets)
}

func less(counts map[string]int, key string) {
	if counts[key]--; counts[key] <= 0 {
		delete(counts, key)
	}
}
