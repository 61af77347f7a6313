package signaling

import (
	"miti/internal/lobby"
)

// take implements watcher: what happens to the interview or the meeting happens
// to the room.
func (r *room) take(n *notice) {
	inside := make([]string, 0, len(r.people))
	for _, p := range r.people {
		inside = append(inside, p.participant.ID)
	}
	orders, err := r.owner.Orders(n.event, r.id, inside)
	if err != nil {
		n.err = err
		return
	}
	for _, o := range orders {
		// Who came since by a newer look is as that says.
		if p := r.person(o.Participant); p == nil || p.seq < n.event.Seq {
			r.obey(o)
		}
	}
}

// obey does what the owner wants done.
func (r *room) obey(o lobby.Order) {
	media := r.hub.server.Media
	if o.Release {
		media.Release(r.id)
	}
	if o.Spotlight != nil {
		media.SetSpotlight(r.id, *o.Spotlight)
	}
	if o.Participant != "" {
		r.let(o.Participant, o.Rights)
	}
	if o.Close {
		media.CloseRoom(r.id)
		r.people = nil
		r.say()
		r.end()
	}
}

// let gives a participant other rights, or sends them out.
func (r *room) let(participant string, rights *lobby.Rights) {
	media := r.hub.server.Media
	if rights == nil {
		media.Leave(r.id, participant, 0)
		return
	}
	media.SetPermit(r.id, participant, permit(*rights))
	if p := r.person(participant); p != nil && p.outside != rights.Outside {
		p.outside = rights.Outside
		r.say()
		r.report()
	}
}
