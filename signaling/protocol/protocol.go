// Package protocol is the wire of Miti's WebSocket: every message as a struct,
// the codes and the limits. docs/protocol.md says how they are used.
//
// One JSON envelope, one message a frame, text frames only:
//
//	{"type":"room.offer","id":"7","data":{…}}                    client → server
//	{"type":"room.answer","id":"7","data":{…}}                   the answer to it
//	{"type":"error","id":"7","data":{"code":…}}                  or this
//	{"type":"message","stream":"conversation:…","seq":12,"data":{…}}   an event
package protocol

import (
	"encoding/json"
	"time"
)

// Envelope is every frame.
type Envelope struct {
	Type string `json:"type"`
	// ID pairs a request with its answer. Requests without an id get none,
	// except an error.
	ID string `json:"id,omitempty"`
	// Stream, Epoch and Seq are an event's position. A transient event has no Seq.
	Stream string          `json:"stream,omitempty"`
	Epoch  string          `json:"epoch,omitempty"`
	Seq    uint64          `json:"seq,omitempty"`
	Data   json.RawMessage `json:"data,omitempty"`
}

// Limits of the wire.
const (
	MaxFrame   = 96 << 10 // bytes a client may send in one frame: an offer, and room to spare
	MaxStreams = 32       // streams a socket may watch
	MaxText    = 4000     // characters of a message
	MaxName    = 60       // characters of a visitor's name
)

// Close codes beside those of RFC 6455.
const (
	CloseResume   = 4001 // did not read fast enough, or is to see the state of today: come back and resume
	CloseSession  = 4002 // signed out, or the session has expired: sign in first
	CloseTooMany  = 4003 // too many sockets or messages: come back later
	CloseDraining = 4004 // this node stops: come back at once, with jitter
)

// What a client sends. Each is answered with "ok", with the answer named
// beside it, or with "error".
type (
	// Hello is the first message, once: what to watch, and from where.
	// Answer: Welcome; then, for each stream, the missed events or a Snapshot.
	Hello struct {
		Streams []Position `json:"streams"`
	}
	// Watch adds a stream. Answer: ok, then its events or a Snapshot.
	Watch struct {
		Position
	}
	// Unwatch leaves a stream. Answer: ok.
	Unwatch struct {
		Stream string `json:"stream"`
	}
	// Typing says that the sender is writing. No answer.
	Typing struct {
		Conversation string `json:"conversation"`
	}
	// RoomOffer joins a room, or renegotiates, or restarts ICE.
	// Answer: RoomAnswer.
	RoomOffer struct {
		Room string `json:"room"`
		// Generation is the last answer's, 0 at first.
		Generation uint64 `json:"generation"`
		SDP        string `json:"sdp"`
		// Senders maps the mid of each m-line that is sent on to its source.
		Senders map[string]Source `json:"senders"`
		Sending Sending           `json:"sending"`
	}
	// RoomState says what the sender sends from now on. Answer: ok.
	RoomState struct {
		Room       string  `json:"room"`
		Generation uint64  `json:"generation"`
		Sending    Sending `json:"sending"`
	}
	// RoomView says how high the picture of each seat is shown, in pixels of
	// the screen; 0 is not at all. A seat that is not spoken of is shown whole.
	// Pinned is the participant whom the sender would see before all others, and
	// Shown are whom the page shows where there are more than it can show at once.
	// Answer: ok.
	RoomView struct {
		Room       string   `json:"room"`
		Generation uint64   `json:"generation"`
		Heights    []int    `json:"heights"`
		Pinned     string   `json:"pinned,omitempty"`
		Shown      []string `json:"shown,omitempty"`
	}
	// RoomReport says what the person has seen and heard since the last report:
	// how often pictures stood still and for how long, and how much of the sound
	// was made up for what did not come. Answer: ok.
	RoomReport struct {
		Room        string `json:"room"`
		Generation  uint64 `json:"generation"`
		Freezes     int    `json:"freezes"`
		FrozenMs    int    `json:"frozenMs"`
		ConcealedMs int    `json:"concealedMs"`
	}
	// RoomLeave leaves the room; it does not end the interview. Answer: ok.
	RoomLeave struct {
		Room       string `json:"room"`
		Generation uint64 `json:"generation"`
	}
)

// Position is how far a client is in a stream. Without epoch and seq it asks
// for a snapshot.
type Position struct {
	Stream string `json:"stream"`
	Epoch  string `json:"epoch,omitempty"`
	Seq    uint64 `json:"seq,omitempty"`
}

// Source is what a sender carries.
type Source string

// The sources.
const (
	SourceMicrophone  Source = "microphone"
	SourceCamera      Source = "camera"
	SourceScreen      Source = "screen"
	SourceScreenSound Source = "screenSound"
)

// Sending is what a participant sends at this moment.
type Sending struct {
	Microphone bool `json:"microphone"`
	Camera     bool `json:"camera"`
	Screen     bool `json:"screen"`
}

// What the server answers and says.
type (
	// Welcome answers Hello.
	Welcome struct {
		// Epoch is of all stored streams.
		Epoch string `json:"epoch"`
		// Version is the server's; another one than the page's asks for a reload
		// when nothing is lost by it.
		Version string `json:"version"`
	}
	// RoomAnswer answers RoomOffer.
	RoomAnswer struct {
		Room       string     `json:"room"`
		Generation uint64     `json:"generation"`
		SDP        string     `json:"sdp"`
		Seats      []SeatMids `json:"seats"`
		// Relay is for this start or restart of ICE. It is absent where there is
		// none, and before the door of a meeting.
		Relay *Relay `json:"relay,omitempty"`
	}
	// Relay is a TURN server with what it asks for, as a browser's
	// RTCPeerConnection takes it (RTCIceServer). It holds for an hour.
	Relay struct {
		URLs       []string `json:"urls"` // by UDP, by TCP, by TLS
		Username   string   `json:"username"`
		Credential string   `json:"credential"`
	}
	// SeatMids names the m-lines of a seat.
	SeatMids struct {
		Audio string `json:"audio,omitempty"`
		Video string `json:"video,omitempty"`
	}
	// Failure is the data of type "error". The sentence is the catalogue's
	// ("fault.CODE").
	Failure struct {
		Code string `json:"code"`
		// By is who was faster.
		By string `json:"by,omitempty"`
		// RetrySeconds says when the same may be tried again; absent when it is
		// of no use.
		RetrySeconds int `json:"retrySeconds,omitempty"`
		// Next is when the caller's next shift of today begins, for one who is
		// outside of it.
		Next *time.Time `json:"next,omitempty"`
		// Flaw is what is wrong with hours ("flaw.KIND").
		Flaw *Flaw `json:"flaw,omitempty"`
	}
	// Flaw says what of the hours that somebody entered cannot be, and where:
	// in which field, and which one of a list.
	Flaw struct {
		Kind  FlawKind `json:"kind"`
		Field string   `json:"field"`
		Index int      `json:"index"`
	}
)

// FlawKind is what is wrong with hours, in the words of the calendar.
type FlawKind string

// The flaws.
const (
	FlawUnknownZone     FlawKind = "unknown_zone"
	FlawUnknownHolidays FlawKind = "unknown_holidays"
	FlawUnknownDay      FlawKind = "unknown_day"
	FlawNotOnADay       FlawKind = "not_on_a_day"
	FlawNoSuchDate      FlawKind = "no_such_date"
	FlawEndsTooEarly    FlawKind = "ends_too_early"
	FlawLongName        FlawKind = "long_name"
	FlawTooMany         FlawKind = "too_many"
)

// Snapshots: the state of a stream as of the envelope's seq. A client replaces
// what it had.
type (
	// ConversationSnapshot is type "conversation".
	ConversationSnapshot struct {
		Conversation Conversation `json:"conversation"`
		Messages     []Message    `json:"messages"`
		// Notes are there for staff alone.
		Notes []Note `json:"notes,omitempty"`
		Place *Place `json:"place,omitempty"`
	}
	// QueueSnapshot is type "queue": what this counsellor may serve, oldest
	// (and those sent to the front) first.
	QueueSnapshot struct {
		Waiting []Conversation `json:"waiting"`
	}
)

// InboxSnapshot is type "inbox": the follow-ups of this member of staff, and
// those that they may take, by due time.
type InboxSnapshot struct {
	FollowUps []FollowUp `json:"followUps"`
}

// Events of the inbox's stream. Stored.
type (
	// InboxEntered is type "inbox.entered": one that is new there, or changed.
	InboxEntered struct {
		FollowUp FollowUp `json:"followUp"`
	}
	// InboxLeft is type "inbox.left": it is answered, or somebody else's.
	InboxLeft struct {
		Conversation string `json:"conversation"`
	}
)

// Events of a conversation's stream. Stored, so they have a seq.
type (
	// MessageEvent is type "message".
	MessageEvent struct {
		Message Message `json:"message"`
	}
	// ConversationEvent is type "conversation.changed": everything about the
	// conversation but its messages, as it is now.
	ConversationEvent struct {
		Conversation Conversation `json:"conversation"`
	}
	// ReadEvent is type "read".
	ReadEvent struct {
		By   AuthorKind `json:"by"`
		UpTo uint64     `json:"upTo"`
	}
	// InterviewEvent is type "interview".
	InterviewEvent struct {
		Interview Interview `json:"interview"`
	}
)

// NoteEvent is type "note", of a conversation's stream, for staff alone.
type NoteEvent struct {
	Note Note `json:"note"`
}

// Events of the queue's stream.
type (
	// QueueEntered is type "queue.entered": one that looks for a counsellor, new
	// in the queue or changed.
	QueueEntered struct {
		Conversation Conversation `json:"conversation"`
	}
	// QueueLeft is type "queue.left". By is who took it, absent when the
	// visitor left.
	QueueLeft struct {
		Conversation string  `json:"conversation"`
		By           *Person `json:"by,omitempty"`
	}
	// QueueInvited is type "queue.invited": a colleague was asked into a
	// conversation. Only that colleague gets it.
	QueueInvited struct {
		Conversation Conversation `json:"conversation"`
		By           Person       `json:"by"`
	}
)

// Transient events: no seq, never resumed, said again to whoever begins to watch.
type (
	// TypingEvent is type "typing"; it holds for 6 s.
	TypingEvent struct {
		By   AuthorKind `json:"by"`
		Name string     `json:"name,omitempty"`
	}
	// PlaceEvent is type "place".
	PlaceEvent struct {
		Place Place `json:"place"`
	}
	// AvailabilityEvent is type "availability", of the stream "availability",
	// which anyone may watch.
	AvailabilityEvent struct {
		Availability Availability `json:"availability"`
	}
	// ColleaguesEvent is type "colleagues", of the stream "queue".
	ColleaguesEvent struct {
		Colleagues []Colleague `json:"colleagues"`
	}
	// BoardEvent is type "board", of the stream "board", which coordinators may
	// watch.
	BoardEvent struct {
		Board Board `json:"board"`
	}
	// HelpEvent is type "help", of the stream "queue", to those alone who could
	// help: a coordinator asks them to go live.
	HelpEvent struct {
		By       Person `json:"by"`
		Topic    string `json:"topic,omitempty"`
		Language string `json:"language,omitempty"`
	}
	// RoomEvent is type "room", of the stream "conversation:…" of the room's
	// conversation: who is in the room, always whole.
	RoomEvent struct {
		Room         string        `json:"room"`
		Participants []Participant `json:"participants"`
	}
	// SeatsEvent is type "room.seats", to one participant alone: who has which
	// seat of this client, by seat.
	SeatsEvent struct {
		Room       string `json:"room"`
		Generation uint64 `json:"generation"`
		Seats      []Seat `json:"seats"`
	}
	// SpeakingEvent is type "room.speaking", of the stream of the room: who is
	// heard to speak, always whole.
	SpeakingEvent struct {
		Room         string   `json:"room"`
		Participants []string `json:"participants"`
	}
	// WantedEvent is type "room.wanted", to one participant alone: which streams
	// of the camera's simulcast, by their numbers from the smallest, which is 0,
	// and of the screen anybody has a use for. It is so until it is said again
	// or the picture is switched on anew. The codecs are the names of those that
	// all decode who are shown the picture: no other may be sent. Where they are
	// absent it is the first one of the answer.
	WantedEvent struct {
		Room         string   `json:"room"`
		Generation   uint64   `json:"generation"`
		Camera       []int    `json:"camera"`
		Screen       []int    `json:"screen"`
		CameraCodecs []string `json:"cameraCodecs,omitempty"`
		ScreenCodecs []string `json:"screenCodecs,omitempty"`
	}
	// ReplacedEvent is type "room.replaced": this client's participant joined
	// from elsewhere; do not try to come back unasked.
	ReplacedEvent struct {
		Room       string `json:"room"`
		Generation uint64 `json:"generation"`
	}
)

// Participant is somebody in a room.
type Participant struct {
	ID   string     `json:"id"`
	Kind AuthorKind `json:"kind"`
	Name string     `json:"name,omitempty"`
	// Connected is false from the moment that they are not heard; they keep
	// their place for 30 s.
	Connected bool    `json:"connected"`
	Sending   Sending `json:"sending"`
	// Network is how their connection is, absent while nothing is known of it.
	Network Network `json:"network,omitempty"`
	// Paused are the pictures that they are not sent, because their connection
	// does not carry them.
	Paused []Seat `json:"paused,omitempty"`
}

// Network is how somebody's connection is.
type Network string

// The words for a connection. Lost is not heard at all.
const (
	NetworkGood Network = "good"
	NetworkWeak Network = "weak"
	NetworkLost Network = "lost"
)

// Seat is who sits where. An empty Participant is a free seat.
type Seat struct {
	Participant string `json:"participant,omitempty"`
	Screen      bool   `json:"screen,omitempty"`
}
