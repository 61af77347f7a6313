package wire

import (
	"encoding/json"
	"fmt"

	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/event"
	"miti/internal/interview"
	"miti/internal/meeting"
	"miti/signaling/protocol"
)

// Event is an event's data as its reader sees it: a struct of
// signaling/protocol. Nil without an error means that it is not for this
// reader.
func Event(e event.Event, to Reader) (any, error) {
	if e.Staff && to != ForStaff {
		return nil, nil
	}
	if make, ok := events[e.Type]; ok {
		data, err := make(e.Data, to)
		if err != nil {
			return nil, fmt.Errorf("event %s of %s: %w", e.Type, e.Stream, err)
		}
		return data, nil
	}
	return nil, fmt.Errorf("event of an unknown type %q", e.Type)
}

type maker func(json.RawMessage, Reader) (any, error)

// events has a maker for each type of event that is sent on.
var events = map[event.Type]maker{
	event.TypeMessage: made(func(m chat.Message, _ Reader) any {
		return protocol.MessageEvent{Message: Message(m)}
	}),
	event.TypeConversation: made(func(v desk.View, to Reader) any {
		return protocol.ConversationEvent{Conversation: Conversation(v, to)}
	}),
	event.TypeRead: made(func(m chat.ReadMark, _ Reader) any {
		return protocol.ReadEvent{By: protocol.AuthorKind(m.By), UpTo: m.UpTo}
	}),
	event.TypeNote: made(func(n chat.Note, to Reader) any {
		return protocol.NoteEvent{Note: Note(n)}
	}),
	event.TypeInterview: made(func(i interview.Interview, _ Reader) any {
		return protocol.InterviewEvent{Interview: Interview(i)}
	}),
	event.TypeQueueEntered: made(func(c chat.Conversation, _ Reader) any {
		return protocol.QueueEntered{Conversation: Waiting(desk.View{Conversation: c})}
	}),
	event.TypeQueueLeft: made(func(l chat.QueueLeft, _ Reader) any {
		left := protocol.QueueLeft{Conversation: string(l.ID)}
		if l.By != nil {
			left.By = person(*l.By)
		}
		return left
	}),
	event.TypeQueueInvited: made(func(i chat.Invited, _ Reader) any {
		return protocol.QueueInvited{
			Conversation: Conversation(desk.View{Conversation: i.Conversation}, ForStaff),
			By:           someone(i.By),
		}
	}),
	event.TypeInboxEntered: made(func(c chat.Conversation, _ Reader) any {
		return protocol.InboxEntered{FollowUp: FollowUp(desk.View{Conversation: c})}
	}),
	event.TypeInboxLeft: made(func(l chat.InboxLeft, _ Reader) any {
		return protocol.InboxLeft{Conversation: string(l.ID)}
	}),
	event.TypeMeeting: made(func(c meeting.Changed, _ Reader) any {
		return protocol.MeetingEvent{Meeting: Meeting(c.View)}
	}),
	event.TypeMeetingPerson: made(func(p meeting.Person, _ Reader) any {
		return meetingPerson(p)
	}),
	event.TypeMeetingKnock: made(func(k meeting.Knock, _ Reader) any {
		return protocol.MeetingKnockEvent{MeetingKnock: protocol.MeetingKnock{Waiting: k.Waiting, Burst: k.Burst}}
	}),
	event.TypeMeetingMessage: made(func(m meeting.Message, _ Reader) any {
		return protocol.MeetingMessageEvent{Message: MeetingMessage(m)}
	}),
	event.TypeTyping: made(func(t chat.Typing, _ Reader) any {
		return protocol.TypingEvent{By: protocol.AuthorKind(t.By), Name: t.Name}
	}),
	event.TypePlace: made(func(p desk.Place, _ Reader) any {
		return protocol.PlaceEvent{Place: Place(p)}
	}),
	event.TypeAvailability: made(func(a desk.Availability, _ Reader) any {
		return protocol.AvailabilityEvent{Availability: Availability(a)}
	}),
	event.TypeBoard: made(func(b desk.Board, _ Reader) any {
		return protocol.BoardEvent{Board: Board(b)}
	}),
	event.TypeHelp: made(func(h desk.Help, _ Reader) any {
		return protocol.HelpEvent{By: someone(h.By), Topic: string(h.Need.Topic), Language: h.Need.Language}
	}),
	event.TypeColleagues: made(func(all []desk.Colleague, _ Reader) any {
		return protocol.ColleaguesEvent{Colleagues: Colleagues(all)}
	}),
}

func made[T any](f func(T, Reader) any) maker {
	return func(data json.RawMessage, to Reader) (any, error) {
		var v T
		if err := json.Unmarshal(data, &v); err != nil {
			return nil, fmt.Errorf("decode: %w", err)
		}
		return f(v, to), nil
	}
}
