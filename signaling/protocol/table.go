package protocol

//go:generate go run ./generate

// Kind is what a message is for, and so who sends it.
type Kind string

// The kinds.
const (
	Request   Kind = "request"   // client → server, once or answered
	Answer    Kind = "answer"    // server → client, with the request's id
	Snapshot  Kind = "snapshot"  // server → client: the state of a stream as of seq
	Stored    Kind = "stored"    // server → client: an event with a seq, resumed
	Transient Kind = "transient" // server → client: an event without one
)

// Entry is what there is to know about a type of message.
type Entry struct {
	Type string
	Kind Kind
	// New makes what Envelope.Data is decoded into, a pointer to a struct; nil
	// for a message without data.
	New func() any
	// Answer is the type that answers a request; empty when nothing does.
	Answer string
}

// The types of messages that signalling makes without a domain event behind them.
const (
	TypeHello        = "hello"
	TypeWatch        = "watch"
	TypeUnwatch      = "unwatch"
	TypeTyping       = "typing" // a request, and the event that comes of it
	TypeRoomOffer    = "room.offer"
	TypeRoomState    = "room.state"
	TypeRoomView     = "room.view"
	TypeRoomReport   = "room.report"
	TypeRoomLeave    = "room.leave"
	TypeWelcome      = "welcome"
	TypeRoomAnswer   = "room.answer"
	TypeOK           = "ok"
	TypeError        = "error"
	TypeConversation = "conversation"
	TypeQueue        = "queue"
	TypeInbox        = "inbox"
	TypeMeeting      = "meeting"
	TypeRoom         = "room"
	TypeRoomSeats    = "room.seats"
	TypeRoomSpeaking = "room.speaking"
	TypeRoomWanted   = "room.wanted"
	TypeRoomReplaced = "room.replaced"
)

// Requests are what a client may send.
func Requests() []Entry {
	return []Entry{
		{TypeHello, Request, data[Hello], TypeWelcome},
		{TypeWatch, Request, data[Watch], TypeOK},
		{TypeUnwatch, Request, data[Unwatch], TypeOK},
		{TypeTyping, Request, data[Typing], ""},
		{TypeRoomOffer, Request, data[RoomOffer], TypeRoomAnswer},
		{TypeRoomState, Request, data[RoomState], TypeOK},
		{TypeRoomView, Request, data[RoomView], TypeOK},
		{TypeRoomReport, Request, data[RoomReport], TypeOK},
		{TypeRoomLeave, Request, data[RoomLeave], TypeOK},
	}
}

// Replies are what the server sends: answers, snapshots and events.
func Replies() []Entry {
	return []Entry{
		{TypeWelcome, Answer, data[Welcome], ""},
		{TypeRoomAnswer, Answer, data[RoomAnswer], ""},
		{TypeOK, Answer, nil, ""},
		{TypeError, Answer, data[Failure], ""},
		{TypeConversation, Snapshot, data[ConversationSnapshot], ""},
		{TypeQueue, Snapshot, data[QueueSnapshot], ""},
		{TypeInbox, Snapshot, data[InboxSnapshot], ""},
		{TypeMeeting, Snapshot, data[MeetingSnapshot], ""},
		{"message", Stored, data[MessageEvent], ""},
		{"conversation.changed", Stored, data[ConversationEvent], ""},
		{"read", Stored, data[ReadEvent], ""},
		{"note", Stored, data[NoteEvent], ""},
		{"interview", Stored, data[InterviewEvent], ""},
		{"queue.entered", Stored, data[QueueEntered], ""},
		{"queue.left", Stored, data[QueueLeft], ""},
		{"queue.invited", Stored, data[QueueInvited], ""},
		{"inbox.entered", Stored, data[InboxEntered], ""},
		{"inbox.left", Stored, data[InboxLeft], ""},
		{"meeting.changed", Stored, data[MeetingEvent], ""},
		{"meeting.person", Stored, data[MeetingPersonEvent], ""},
		{"meeting.knock", Stored, data[MeetingKnockEvent], ""},
		{"meeting.message", Stored, data[MeetingMessageEvent], ""},
		{TypeTyping, Transient, data[TypingEvent], ""},
		{"place", Transient, data[PlaceEvent], ""},
		{"availability", Transient, data[AvailabilityEvent], ""},
		{"colleagues", Transient, data[ColleaguesEvent], ""},
		{"board", Transient, data[BoardEvent], ""},
		{"help", Transient, data[HelpEvent], ""},
		{TypeRoom, Transient, data[RoomEvent], ""},
		{TypeRoomSeats, Transient, data[SeatsEvent], ""},
		{TypeRoomSpeaking, Transient, data[SpeakingEvent], ""},
		{TypeRoomWanted, Transient, data[WantedEvent], ""},
		{TypeRoomReplaced, Transient, data[ReplacedEvent], ""},
	}
}

func data[T any]() any { return new(T) }
