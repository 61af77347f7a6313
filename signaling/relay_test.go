package signaling

import (
	"testing"

	"miti/internal/account"
	"miti/internal/id"
	"miti/sfu/turn"
	"miti/signaling/protocol"
)

// relayed is a house with a relay.
func relayed(t *testing.T) *house {
	t.Helper()
	h := build(t, unhurried())
	h.Relay = way{}
	return h
}

// way is a relay that grants itself.
type way struct{}

// Grant implements Relay.
func (way) Grant(participant string) turn.Grant {
	return turn.Grant{URLs: []string{"turn:192.0.2.1:3478?transport=udp"}, Username: "1:" + participant, Password: "secret"}
}

// Trial implements Relay.
func (w way) Trial() turn.Grant { return w.Grant("trial") }

// granted is the relay that the answer to an offer names.
func (c *client) granted(room string) *protocol.Relay {
	c.t.Helper()
	c.send(protocol.TypeRoomOffer, protocol.RoomOffer{Room: room, SDP: "v=0"})
	return dataOf[protocol.RoomAnswer](c.t, c.expect(protocol.TypeRoomAnswer)).Relay
}

func TestEachAnswerGrantsTheRelay(t *testing.T) {
	h := relayed(t)
	visitor, staff, _, call := h.ringing()
	for _, who := range []account.Actor{visitor, staff} {
		c := h.connect(who)
		for range 2 { // a join and a restart
			if g := c.granted(string(call)); g == nil || g.Username != "1:"+who.Participant() || len(g.URLs) != 1 || g.Credential == "" {
				t.Errorf("granted: %+v", g)
			}
		}
	}
}

func TestNobodyBeforeTheDoorIsGrantedTheRelay(t *testing.T) {
	h := relayed(t)
	m, host, guests := h.hosted(1)
	c := h.connect(guests[0], inMeeting(m))
	if g := c.granted(string(m)); g != nil {
		t.Errorf("before the door: %+v", g)
	}
	if _, err := h.Meetings.Admit(t.Context(), host, m, nil); err != nil {
		t.Fatal(err)
	}
	if g := c.granted(string(m)); g == nil {
		t.Error("nothing was granted to who was let in")
	}
	other := h.connect(account.Actor{Visitor: account.VisitorID(id.New())})
	other.send(protocol.TypeRoomOffer, protocol.RoomOffer{Room: string(m), SDP: "v=0"})
	other.expect(protocol.TypeError)
}
