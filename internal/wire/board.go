package wire

import (
	"miti/internal/desk"
	"miti/internal/roster"
	"miti/signaling/protocol"
)

// Board is the whole floor, for who runs it.
func Board(b desk.Board) protocol.Board {
	p := protocol.Board{
		Known: b.Known, People: Colleagues(b.People), Late: b.Late, Soon: b.Soon,
		Topics: each(b.Topics, func(l desk.Line) protocol.QueueLine {
			return protocol.QueueLine{Topic: string(l.Topic), Waiting: l.Waiting, Since: l.Since}
		}),
		Closed: each(b.Closed, func(c desk.Closed) protocol.ClosedCentre {
			return protocol.ClosedCentre{Centre: string(c.Centre), Reason: c.Reason}
		}),
	}
	if b.Gap != nil {
		gap := Gap(*b.Gap)
		p.Gap = &gap
	}
	return p
}

// Gap is where the roster has too few.
func Gap(g roster.Gap) protocol.Gap {
	return protocol.Gap{
		From: g.Time.From, To: g.Time.To, Topic: string(g.Need.Topic), Language: g.Need.Language,
		Minimum: g.Need.Minimum, Have: g.Have,
	}
}
