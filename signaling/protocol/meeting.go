package protocol

import "time"

// MeetingState is where a meeting is.
type MeetingState string

// The states.
const (
	MeetingPlanned   MeetingState = "planned"
	MeetingOpen      MeetingState = "open"
	MeetingEnded     MeetingState = "ended"
	MeetingCancelled MeetingState = "cancelled"
)

// MeetingMode is who may speak without being asked to. To make it audience
// mutes everybody but the hosts.
type MeetingMode string

// The modes.
const (
	MeetingAudience MeetingMode = "audience"
	MeetingEveryone MeetingMode = "everyone"
)

// Admission is who opens the door of the waiting room.
type Admission string

// The admissions.
const (
	AdmissionByHand  Admission = "by_hand"
	AdmissionAtStart Admission = "at_start"
)

// EndReason is why a meeting is over ("meeting.ended.REASON").
type EndReason string

// The reasons.
const (
	EndedByHost EndReason = "host"
	EndedNoHost EndReason = "no_host"
	EndedTime   EndReason = "time"
)

// PlaceState is what somebody who registered has.
type PlaceState string

// The states: confirmed, or on the waiting list → offered → confirmed or lapsed;
// withdrawn from wherever.
const (
	PlaceConfirmed PlaceState = "confirmed"
	PlaceWaiting   PlaceState = "waiting"
	PlaceOffered   PlaceState = "offered"
	PlaceLapsed    PlaceState = "lapsed"
	PlaceWithdrawn PlaceState = "withdrawn"
)

// Door is where somebody is with respect to the room; absent for away.
type Door string

// The doors.
const (
	DoorWaiting  Door = "waiting"
	DoorAdmitted Door = "admitted"
	DoorRemoved  Door = "removed"
)

// Meeting is a group meeting, as anyone may see it.
type Meeting struct {
	ID string `json:"id"`
	// Series is what the first meeting of its series is called.
	Series       string            `json:"series,omitempty"`
	Centre       string            `json:"centre"`
	Zone         string            `json:"zone"` // whose clock counts
	State        MeetingState      `json:"state"`
	Titles       map[string]string `json:"titles"` // by language
	Descriptions map[string]string `json:"descriptions"`
	// Languages are those that it is held in.
	Languages []string      `json:"languages"`
	Hosts     []MeetingHost `json:"hosts"` // the host first
	Start     time.Time     `json:"start"`
	End       time.Time     `json:"end"`
	Capacity  int           `json:"capacity"`
	Taken     int           `json:"taken"`
	// Waiting is how many are on the waiting list.
	Waiting   int               `json:"waiting"`
	Mode      MeetingMode       `json:"mode"`
	Admission Admission         `json:"admission"`
	Questions []MeetingQuestion `json:"questions"`
	Locked    bool              `json:"locked"`
	// Spotlight is the participant whom everybody sees first.
	Spotlight string `json:"spotlight,omitempty"`
	// KnockFrom is when the waiting room lets guests in, HostsFrom the room its hosts.
	KnockFrom time.Time `json:"knockFrom"`
	HostsFrom time.Time `json:"hostsFrom"`
	// EndsWithoutHost is when it ends unless one of its hosts comes back.
	EndsWithoutHost *time.Time `json:"endsWithoutHost,omitempty"`
	EndedAt         *time.Time `json:"endedAt,omitempty"`
	Reason          EndReason  `json:"reason,omitempty"`
	// Mine is the registration of the visitor who asks. Events do not have it.
	Mine *MeetingPerson `json:"mine,omitempty"`
}

// MeetingHost is one of those who hold a meeting.
type MeetingHost struct {
	ID   string `json:"id"` // of staff
	Name string `json:"name"`
	// Participant is their name in the room.
	Participant string `json:"participant"`
}

// MeetingQuestion is what is asked of those who register.
type MeetingQuestion struct {
	Texts    map[string]string `json:"texts"`
	Required bool              `json:"required"`
}

// MeetingPerson is somebody who registered.
type MeetingPerson struct {
	ID          string     `json:"id"` // of the registration
	Participant string     `json:"participant"`
	Number      int        `json:"number"` // in the order of registering
	Name        string     `json:"name"`
	State       PlaceState `json:"state"`
	// Place is theirs on the waiting list, from 1; to themselves alone.
	Place int `json:"place,omitempty"`
	// OfferedUntil is until when an offered place is theirs to take.
	OfferedUntil *time.Time `json:"offeredUntil,omitempty"`
	Door         Door       `json:"door,omitempty"`
	WaitingSince *time.Time `json:"waitingSince,omitempty"`
	// Speaks, Camera and Screen are what they may send: the server forwards
	// nothing else of theirs.
	Speaks bool `json:"speaks"`
	Camera bool `json:"camera"`
	Screen bool `json:"screen"`
	// HandSince is since when their hand is up. The earliest is next.
	HandSince    *time.Time `json:"handSince,omitempty"`
	RegisteredAt time.Time  `json:"registeredAt"`
	// What follows is for themselves and those who arrange the meeting, when they
	// ask for it; never in events.
	Contact  string     `json:"contact,omitempty"`
	Language string     `json:"language,omitempty"`
	Answers  []string   `json:"answers,omitempty"` // by question
	CameAt   *time.Time `json:"cameAt,omitempty"`
	LeftAt   *time.Time `json:"leftAt,omitempty"`
}

// MeetingMessage is something that was said in the chat of a meeting, to all.
type MeetingMessage struct {
	Number int       `json:"number"`
	ID     string    `json:"id"`
	Author string    `json:"author"` // registration, or staff id
	Host   bool      `json:"host"`
	Name   string    `json:"name"`
	At     time.Time `json:"at"`
	Text   string    `json:"text"`
}

// MeetingSnapshot is type "meeting": the meeting as its reader may see it.
type MeetingSnapshot struct {
	Meeting Meeting `json:"meeting"`
	// Hosting is true for those who arrange or hold it.
	Hosting bool `json:"hosting"`
	// People are, for hosts, all who registered; for guests those in the room and
	// themselves; for who is not in yet, themselves.
	People   []MeetingPerson  `json:"people"`
	Messages []MeetingMessage `json:"messages"`
	// Knock is for hosts.
	Knock *MeetingKnock `json:"knock,omitempty"`
}

// MeetingKnock is how many are in the waiting room. The burst is another number
// when somebody comes after a while of quiet: that is worth one sound.
type MeetingKnock struct {
	Waiting int `json:"waiting"`
	Burst   int `json:"burst"`
}

// Events of a meeting's stream.
type (
	// MeetingEvent is type "meeting.changed".
	MeetingEvent struct {
		Meeting Meeting `json:"meeting"`
	}
	// MeetingPersonEvent is type "meeting.person". Gone says that they are not in
	// the room any more, or never were. A guest who reads that they have been
	// admitted watches the stream anew, for what they may see from now on.
	MeetingPersonEvent struct {
		Person MeetingPerson `json:"person"`
		Gone   bool          `json:"gone"`
	}
	// MeetingKnockEvent is type "meeting.knock", for hosts.
	MeetingKnockEvent struct {
		MeetingKnock
	}
	// MeetingMessageEvent is type "meeting.message".
	MeetingMessageEvent struct {
		Message MeetingMessage `json:"message"`
	}
)
