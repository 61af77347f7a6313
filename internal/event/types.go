package event

// The stored events, with what their Data holds.
const (
	TypeMessage        Type = "message"              // chat.Message
	TypeConversation   Type = "conversation.changed" // desk.View
	TypeRead           Type = "read"                 // chat.ReadMark
	TypeInterview      Type = "interview"            // interview.Interview
	TypeQueueEntered   Type = "queue.entered"        // chat.Conversation
	TypeQueueLeft      Type = "queue.left"           // chat.QueueLeft
	TypeNote           Type = "note"                 // chat.Note, for staff
	TypeQueueInvited   Type = "queue.invited"        // chat.Invited
	TypeInboxEntered   Type = "inbox.entered"        // chat.Conversation
	TypeInboxLeft      Type = "inbox.left"           // chat.InboxLeft
	TypeMeeting        Type = "meeting.changed"      // meeting.View
	TypeMeetingPerson  Type = "meeting.person"       // meeting.Person
	TypeMeetingKnock   Type = "meeting.knock"        // meeting.Knock, for staff
	TypeMeetingMessage Type = "meeting.message"      // meeting.Message
	// TypeErased stands, under its number, where an event was whose content
	// has been erased since. It holds {}; who meets it on the way takes a
	// snapshot.
	TypeErased Type = "erased"
)

// The transient events, with what their Data holds.
const (
	TypeTyping       Type = "typing"       // chat.Typing
	TypePlace        Type = "place"        // desk.Place
	TypeAvailability Type = "availability" // desk.Availability
	TypeBoard        Type = "board"        // desk.Board
	TypeHelp         Type = "help"         // desk.Help
	TypeColleagues   Type = "colleagues"   // []desk.Colleague

	// TypeGap belongs to no stream and holds nothing: the bus may have missed
	// events of other nodes. Who watches reads the log from where they are.
	TypeGap Type = "gap"
)
