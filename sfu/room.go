package sfu

import (
	"slices"
	"time"
)

// maxFormer bounds how many of those who left a room it knows the generation
// of.
const maxFormer = 1024

// room is a list of participants in the order in which they came. It belongs
// to the loop, and is forgotten when the last one is out.
type room struct {
	sfu      *SFU
	name     string
	members  []*member
	released bool
	// former has the last generation of who is out, so that a number is not
	// used for two peer connections.
	former map[string]uint64

	nextSeating time.Time
}

func (r *room) member(name string) *member {
	for _, m := range r.members {
		if m.name == name {
			return m
		}
	}
	return nil
}

// add gives a newcomer a place.
func (r *room) add(m *member) {
	r.members = append(r.members, m)
	r.sfu.members++
	r.sfu.rooms[r.name] = r
}

// remove takes a place away, with all that belongs to it.
func (r *room) remove(m *member) {
	r.members = slices.DeleteFunc(r.members, func(o *member) bool { return o == m })
	r.sfu.members--
	if len(r.former) < maxFormer {
		r.former[m.name] = m.generation
	}
	m.session.close()
	if len(r.members) == 0 {
		delete(r.sfu.rooms, r.name)
		return
	}
	r.reseat()
}

func (r *room) release() {
	r.released = true
	for _, m := range r.members {
		m.held = false
	}
	r.reseat()
}

func (r *room) close() {
	delete(r.sfu.rooms, r.name)
	r.sfu.members -= len(r.members)
	for _, m := range r.members {
		m.session.close()
	}
	r.members = nil
}

// reseat makes what is true of the seats what should be. It may be called at
// any time, and changes nothing if all is well: who has a seat keeps it.
func (r *room) reseat() {
	for _, m := range r.members {
		wanted := r.wantedBy(m)
		if m.session.seating(wanted) {
			m.sayWho()
		}
	}
}

// wantedBy lists who should have a seat with a participant: persons first,
// then screens.
func (r *room) wantedBy(m *member) []sitter {
	if m.held {
		return nil
	}
	var list []sitter
	for _, screen := range []bool{false, true} {
		for _, o := range r.members {
			if o != m && !o.held && (!screen || o.sending[Screen]) {
				list = append(list, sitter{o, screen})
			}
		}
	}
	return list
}
