package agenda

import (
	"context"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/fault"
	"miti/internal/interview"
)

// Enter opens the room of an appointment for one of its two, from when its door
// opens until it closes: fault.Conflict before and after. The room is the
// conversation with the appointment's id; either of the two may be first, and
// rings the other there.
func (a *Agenda) Enter(ctx context.Context, by account.Actor, id booking.ID) (chat.ID, error) {
	found, side, err := a.find(ctx, by, id)
	if err != nil {
		return "", err
	}
	if side == booking.ByStaff && by.Staff != found.Staff {
		return "", fault.New(fault.Forbidden) // who coordinates is not in it
	}
	if !found.Door(a.clock()) {
		return "", fault.New(fault.Conflict)
	}
	counsellor, err := a.Store.Staff(ctx, found.Staff)
	if err != nil {
		return "", err
	}
	mode := interview.Audio
	if found.Kind == booking.Video {
		mode = interview.Video
	}
	return chat.ID(found.ID), a.Chats.Meet(ctx, by, chat.Visit{
		Appointment: chat.Appointment{
			ID: string(found.ID), Conversation: found.Conversation, Start: found.Start, Closes: found.End.Add(booking.DoorCloses), Mode: string(mode),
		},
		Visitor: found.Visitor, Counsellor: chat.PersonOf(counsellor), Topic: found.Topic, Language: found.Language,
		Name: found.Name, Contact: found.Contact, Question: chat.Text(found.Question),
	})
}
